import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

/** What follows one outside call through every service: logs, gRPC metadata and event envelopes take it from here. */
export interface WorkContext {
  correlationId: string
  /** W3C trace context of the current span. */
  traceparent: string
  accountId?: string
  shopId?: string
  /** The event being handled, if any: the cause of what is published meanwhile. */
  causationId?: string
}

const storage = new AsyncLocalStorage<WorkContext>()

export const currentContext = (): WorkContext | undefined => storage.getStore()

/** Runs `work` with `context` joined to the current one; starts a new correlation and trace where there is none. */
export function withContext<T>(context: Partial<WorkContext>, work: () => T): T {
  const outer = storage.getStore()
  return storage.run(
    {
      ...outer,
      ...context,
      correlationId: context.correlationId ?? outer?.correlationId ?? randomUUID(),
      traceparent: childOf(context.traceparent ?? outer?.traceparent),
    },
    work,
  )
}

/** The same trace, a new span; a new trace where the parent is absent or malformed (W3C Trace Context, §3.2). */
function childOf(traceparent: string | undefined): string {
  const parent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/.exec(traceparent ?? '')
  const traceId = parent?.[1] ?? randomHex()
  return `00-${traceId}-${randomHex().slice(16)}-${parent?.[2] ?? '01'}`
}

/** 32 digits. Node takes UUIDs from a pool; `randomBytes` asks the system each time, at ten times the price. */
const randomHex = (): string => randomUUID().replaceAll('-', '')
