import { pino, type DestinationStream, type Logger } from 'pino'
import { currentContext } from './context.js'
import { redact } from './redact.js'

export type { Logger }

/** JSON lines on stdout; each carries service, correlation and connection of the work under way, and nothing private. */
export function createLogger(
  service: string,
  level: string = 'info',
  destination?: DestinationStream,
): Logger {
  const root = pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields),
      },
      // errors are described by `redact`, wherever they stand; pino would describe them once more
      serializers: { err: (described: unknown) => described },
      hooks: {
        logMethod(args, method) {
          const [first] = args as unknown[]
          // pino would take the error's message as the sentence, with whatever is in it
          if (first instanceof Error)
            method.call(this, { err: first } as never, (args[1] ?? first.name) as never)
          else method.apply(this, args)
        },
      },
      mixin: contextFields,
    },
    destination ?? pino.destination({ sync: true }),
  )
  return redactChildren(root)
}

/** pino applies no formatter to the fields of a child; children inherit this method. */
function redactChildren(root: Logger): Logger {
  const { child } = root
  root.child = function redactedChild(this: Logger, bindings: object, options?: never) {
    return child.call(this, redact(bindings), options)
  } as Logger['child']
  return root
}

function contextFields(): Record<string, unknown> {
  const context = currentContext()
  if (!context) return {}
  const { correlationId, traceparent, accountId, shopId } = context
  return { correlationId, traceId: traceparent.slice(3, 35), accountId, shopId }
}
