import { Agent, request } from 'undici'
import { realDeadlineMs } from '../core/clock.js'
import type { SandboxKit } from '../core/types.js'
import { signForDeveloper } from './jwt.js'
import type { CallOutcome, Solution } from './types.js'

const DEADLINE_MS = 10_000
const LIFECYCLE_FAILED = 551

/** How long and how often a failed call is repeated, sandbox milliseconds. */
export interface RetryRule {
  everyMs: number
  forMs: number
}
export const lifecycleRetry: RetryRule = { everyMs: 10_000, forMs: 3 * 60_000 }
export const eventRetry: RetryRule = { everyMs: 5 * 60_000, forMs: 24 * 3_600_000 }
export const noRetry: RetryRule = { everyMs: 0, forMs: 0 }

export interface Call {
  method: 'PUT' | 'DELETE' | 'GET' | 'POST'
  accountId: string
  /** After `/apps/{appId}/{accountId}`: empty, `/event`, `/button`. */
  path?: string
  body?: unknown
  retry: RetryRule
}

export interface Caller {
  /** Never throws: what went wrong is the outcome. */
  call(call: Call): Promise<CallOutcome>
  /** The last call once more, as a repeat that was not needed: same body, same `X_Lognex_RequestId`. */
  repeatLast(accountId: string): Promise<CallOutcome | undefined>
  close(): Promise<void>
}

/** MoySklad calling the developer's server. `gateway` is read for each call, so that it can be set later. */
export function createCaller(kit: SandboxKit, solution: Solution, gateway: () => string | undefined): Caller {
  const line: Line = { kit, solution, gateway, agent: new Agent({ keepAliveTimeout: 10_000 }) }
  const last = new Map<string, { call: Call; requestId: string }>()
  return {
    call(call) {
      const requestId = kit.uuid()
      last.set(call.accountId, { call, requestId })
      return repeatedly(line, call, requestId)
    },
    async repeatLast(accountId) {
      const known = last.get(accountId)
      return known && repeatedly(line, { ...known.call, retry: noRetry }, known.requestId)
    },
    close: () => line.agent.destroy(),
  }
}

interface Line {
  kit: SandboxKit
  solution: Solution
  gateway(): string | undefined
  agent: Agent
}

async function repeatedly(line: Line, call: Call, requestId: string): Promise<CallOutcome> {
  const { clock, log } = line.kit
  const until = clock.now().getTime() + call.retry.forMs
  for (let attempts = 1; ; attempts += 1) {
    const { httpStatus, body } = await once(line, call, requestId)
    const outcome = {
      requestId,
      attempts,
      httpStatus,
      body,
      succeeded: httpStatus >= 200 && httpStatus < 300,
    }
    const isAnswered = httpStatus > 0 && (httpStatus < 500 || httpStatus === LIFECYCLE_FAILED)
    // with nobody to call, waiting doesn't help
    const isFinal = isAnswered || !line.gateway()
    const isLate = clock.now().getTime() + call.retry.everyMs > until
    if (isFinal || isLate || call.retry === noRetry || line.agent.destroyed) return outcome
    log(`vendor: ${call.method} for ${call.accountId} answered ${httpStatus || 'nothing'}, will be repeated`)
    await clock.sleep(call.retry.everyMs)
  }
}

async function once(
  line: Line,
  call: Call,
  requestId: string,
): Promise<{ httpStatus: number; body: unknown }> {
  const base = line.gateway()
  if (!base) return { httpStatus: 0, body: 'no gateway to call' }
  const url = `${base}/api/moysklad/vendor/1.0/apps/${line.solution.appId}/${call.accountId}${call.path ?? ''}`
  try {
    const answer = await request(url, {
      method: call.method,
      dispatcher: line.agent,
      headers: {
        authorization: `Bearer ${await signForDeveloper(line.solution)}`,
        accept: 'application/json',
        X_Lognex_RequestId: requestId,
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal: AbortSignal.timeout(realDeadlineMs(line.kit.clock, DEADLINE_MS, 2000)),
    })
    const text = await answer.body.text()
    return { httpStatus: answer.statusCode, body: jsonOr(text, answer.headers['content-type']) }
  } catch (error) {
    return { httpStatus: 0, body: String(error) }
  }
}

function jsonOr(text: string, contentType: string | string[] | undefined): unknown {
  if (!String(contentType).startsWith('application/json')) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
