import { AppError } from './app-error.js'
import type { ErrorKind } from './kind.js'

export interface ErrorDefinition {
  kind: ErrorKind
  /** English, for operators; may name params as `{param}`. */
  message: string
  /** Russian, for the merchant: what happened, with what; may name params as `{param}`. */
  text?: string
  /** Russian, for the merchant: what to do; may name params as `{param}`. None: it goes on by itself, or nothing helps. */
  advice?: string
}

type ParamsOf<S extends string | undefined> = S extends `${string}{${infer P}}${infer Rest}`
  ? P | ParamsOf<Rest>
  : never

type Params<D extends ErrorDefinition> = ParamsOf<D['message']> | ParamsOf<D['text']> | ParamsOf<D['advice']>

export interface MakeErrorOptions {
  cause?: unknown
  retryAfterMs?: number
}

export type MakeError<D extends ErrorDefinition> = [Params<D>] extends [never]
  ? (params?: Record<string, never>, options?: MakeErrorOptions) => AppError
  : (params: Record<Params<D>, string | number>, options?: MakeErrorOptions) => AppError

export type ErrorTable<T extends Record<string, ErrorDefinition>> = {
  [C in keyof T]: MakeError<T[C]>
} & { readonly definitions: T }

const param = /\{(\w+)\}/g

const fill = (template: string, params: Record<string, string | number>): string =>
  template.replace(param, (whole, name: string) => String(params[name] ?? whole))

/**
 * One table per package: `errors.ORDERS_SUM_DIFFERS({ order: '№ 17', difference: '0.01' })` makes an AppError with the
 * sentences filled in. Codes are `<OWNER>_<WHAT>`; docs/errors.md is generated from `definitions`.
 */
export function defineErrors<const T extends Record<string, ErrorDefinition>>(definitions: T): ErrorTable<T> {
  const makers = Object.entries(definitions).map(([code, definition]) => {
    const make = (params: Record<string, string | number> = {}, options: MakeErrorOptions = {}) =>
      new AppError(
        {
          kind: definition.kind,
          code,
          message: fill(definition.message, params),
          text: fill(definition.text ?? '', params),
          advice: fill(definition.advice ?? '', params),
          gist: (definition.text ?? '').replace(param, '…'),
          details: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])),
          ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
        },
        { cause: options.cause },
      )
    return [code, make]
  })
  return { ...Object.fromEntries(makers), definitions } as ErrorTable<T>
}
