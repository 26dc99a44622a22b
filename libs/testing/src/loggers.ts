import { createLogger, type Logger } from '@skladbridge/runtime'

export const silentLogger = (): Logger => createLogger('test', 'silent')

export interface CapturedLog {
  readonly log: Logger
  /** What was written so far, parsed, oldest first. */
  lines(): Record<string, unknown>[]
  /** The same as one text, to look for what must not be there. */
  text(): string
}

/** The real logger, redaction and all, writing into memory. */
export function captureLogger(level = 'trace'): CapturedLog {
  const written: string[] = []
  const log = createLogger('test', level, { write: (line) => void written.push(line) })
  return {
    log,
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => written.join(''),
  }
}
