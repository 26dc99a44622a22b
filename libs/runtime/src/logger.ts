import { pino, type DestinationStream, type Logger } from 'pino'
import { currentContext } from './context.js'
import { redact, scrub } from './redact.js'

export type { Logger }

/** JSON lines on stdout; each carries service, correlation and connection of the work under way. */
export function createLogger(
  service: string,
  level: string = 'info',
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        bindings: (bindings) => redact(bindings) as Record<string, unknown>,
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      serializers: { err: serializeError },
      mixin: () => {
        const context = currentContext()
        if (!context) return {}
        const { correlationId, traceparent, accountId, shopId } = context
        return { correlationId, traceId: traceparent.slice(3, 35), accountId, shopId }
      },
    },
    destination ?? pino.destination({ sync: true }),
  )
}

/** Kind, code and stack; never the whole object, which may hold a request with its headers. */
function serializeError(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { message: scrub(String(thrown)) }
  const { name, message, stack } = thrown
  const { kind, code } = thrown as { kind?: unknown; code?: unknown }
  const cause = thrown.cause === undefined ? {} : { cause: serializeError(thrown.cause) }
  return { type: name, message: scrub(message), kind, code, stack: scrub(stack ?? ''), ...cause }
}
