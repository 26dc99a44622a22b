import { pino, type Logger } from 'pino'
import { currentContext } from './context.js'

export type { Logger }

/** Never in a log, however deep: credentials, tokens, people (house style, «Logs and metrics»). */
const forbidden = [
  'password',
  'token',
  'access_token',
  'accessToken',
  'authorization',
  'secret',
  'apiKey',
  'phone',
  'email',
]
const redact = forbidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.headers.${name}`])

/** JSON lines on stdout; each carries service, correlation and connection of the work under way. */
export function createLogger(service: string, level: string = 'info'): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redact, censor: '[redacted]' },
    serializers: { err: serializeError },
    mixin: () => {
      const context = currentContext()
      if (!context) return {}
      const { correlationId, traceparent, accountId, shopId } = context
      return { correlationId, traceId: traceparent.slice(3, 35), accountId, shopId }
    },
  })
}

/** Kind, code and stack; never the whole object, which may hold a request with its headers. */
function serializeError(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { message: String(thrown) }
  const { name, message, stack } = thrown
  const { kind, code } = thrown as { kind?: unknown; code?: unknown }
  const cause = thrown.cause === undefined ? {} : { cause: serializeError(thrown.cause) }
  return { type: name, message, kind, code, stack, ...cause }
}
