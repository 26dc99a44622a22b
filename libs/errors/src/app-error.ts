import type { ErrorKind } from './kind.js'

/** What travels with an error: between rooms, over gRPC, onto a link. Never a secret or a person's data. */
export interface AppErrorFields {
  kind: ErrorKind
  /** `<OWNER>_<WHAT>`, a row of the owner's table and of docs/errors.md. */
  code: string
  /** For operators, English. */
  message: string
  /** For the merchant, Russian: what happened, with what. Empty where no merchant can meet it. */
  text?: string
  /** For the merchant, Russian: what to do. Empty where nothing helps but waiting. */
  advice?: string
  /** `text` without names and numbers, the same for every error of this code: the head of a list. Default: `text`. */
  gist?: string
  /** Names what it is about: field, product, order. */
  details?: Readonly<Record<string, string>>
  /** Only for `throttled`: not before this many milliseconds. */
  retryAfterMs?: number
}

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly kind: ErrorKind
  readonly code: string
  readonly text: string
  readonly advice: string
  readonly gist: string
  readonly details: Readonly<Record<string, string>>
  readonly retryAfterMs: number | undefined

  constructor(fields: AppErrorFields, options?: { cause?: unknown }) {
    super(fields.message, options)
    this.kind = fields.kind
    this.code = fields.code
    this.text = fields.text ?? ''
    this.advice = fields.advice ?? ''
    this.gist = fields.gist ?? this.text
    this.details = fields.details ?? {}
    this.retryAfterMs = fields.retryAfterMs
  }
}

/** What happened and what to do, where there is room for one string only. */
export const merchantText = ({ text, advice }: { text: string; advice?: string }): string =>
  [text, advice].filter(Boolean).join(' ')

/** Anything thrown, as an AppError: what nobody recognised is a `bug` of ours. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new AppError(
    {
      kind: 'bug',
      code: 'INTERNAL_BUG',
      message,
      text: 'Внутренняя ошибка SkladBridge. Мы уже знаем о ней; повторим попытку сами.',
    },
    { cause: thrown },
  )
}
