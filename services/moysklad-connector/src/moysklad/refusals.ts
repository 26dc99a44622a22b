import type { AppError } from '@skladbridge/errors'
import type { OutsideAnswer } from '@skladbridge/http-client'
import { z } from 'zod'
import { moyskladErrors, side } from '../errors.js'

type Known = Exclude<keyof typeof moyskladErrors, 'definitions'>

const many = <C extends Known>(code: C, ...numbers: number[]): [number, C][] =>
  numbers.map((number) => [number, code])
const range = <C extends Known>(code: C, from: number, to: number): [number, C][] =>
  many(code, ...Array.from({ length: to - from + 1 }, (_, i) => from + i))

/** Every error of `_errors.md` we can meet (api/moysklad.md §1.4): its number → ours. Later rows win over earlier. */
const byNumber = new Map<number, RefusalCode>([
  ...many('MOYSKLAD_REQUEST_WRONG', 1000, 1002, 1003, 1005, 1006, 1007, 1010, 1011, 1012, 1014, 1026, 1027),
  ...many('MOYSKLAD_REQUEST_WRONG', 1034, 1035, 1037, 1039, 1040, 1047, 1052, 1057, 1059, 1062, 1063, 1084),
  ...many('MOYSKLAD_NOT_FOUND', 1008, 1021),
  ...many('MOYSKLAD_NO_RIGHT', 1016, 1017, 1018, 1045, 1092, 13004, 14010, 14013, 30004),
  ...many('MOYSKLAD_IN_USE', 1024, 1025, 1028),
  ...many('MOYSKLAD_TOO_LARGE', 1044, 13005),
  ...many('MOYSKLAD_AUTH_TOO_OFTEN', 1048),
  ...many('MOYSKLAD_THROTTLED', 1049, 1073),
  ...many('MOYSKLAD_ACCESS_LOST', 1056),
  ...many('MOYSKLAD_API_OFF', 1061),
  ...many('MOYSKLAD_PARALLEL_EDIT', 1065),
  ...many('MOYSKLAD_TARIFF', 1070, 30006, 47000),
  ...many('MOYSKLAD_MAINTENANCE', 1074, 1095),
  ...many('MOYSKLAD_DOWN', 1088, 1999),
  ...range('MOYSKLAD_REQUEST_WRONG', 2000, 2029),
  ...many('MOYSKLAD_TOO_LARGE', 2006, 2007, 2022),
  ...many('MOYSKLAD_FIELD_EMPTY', 3000),
  ...many('MOYSKLAD_FIELD_WRONG', 3002, 3005, 3014, 3040),
  ...many('MOYSKLAD_EMAIL_WRONG', 3015),
  ...many('MOYSKLAD_NOT_UNIQUE', 3006),
  ...range('MOYSKLAD_CHARACTERISTIC_WRONG', 10000, 10002),
  ...range('MOYSKLAD_STATE_WRONG', 11000, 11002),
  ...many('MOYSKLAD_VARIANT_EXISTS', 15000),
  ...many('MOYSKLAD_PRODUCT_MARKED', 16102),
  ...many('MOYSKLAD_PERIOD_CLOSED', 17009),
  ...many('MOYSKLAD_BUNDLE_QUANTITY', 17018),
  ...many('MOYSKLAD_POSITION_LOCKED', 17023),
  ...range('MOYSKLAD_BUNDLE_WRONG', 29000, 29003),
  ...many('MOYSKLAD_WEBHOOK_EXISTS', 30003),
  ...many('MOYSKLAD_WEBHOOK_REFUSED', 30000, 30002, 30005, 30007, 30009, 30010),
  ...many('MOYSKLAD_LIMIT_REACHED', 42000, 67007, 1079, 1080, 1081, 1082),
  ...range('MOYSKLAD_IMAGE_WRONG', 51001, 51007),
  ...range('MOYSKLAD_SOLUTION_WRONG', 55000, 55006),
  ...range('MOYSKLAD_DOWN', 61000, 61008),
])

/** Those that say what an answer said; the others are the connector's own. */
export type RefusalCode = Exclude<
  Known,
  | 'MOYSKLAD_ANSWER_UNEXPECTED'
  | 'MOYSKLAD_ACCOUNT_UNKNOWN'
  | 'MOYSKLAD_CONTEXT_EXPIRED'
  | 'MOYSKLAD_STATUS_REFUSED'
  | 'MOYSKLAD_VENDOR_KEY_WRONG'
  | 'MOYSKLAD_ARGUMENT_WRONG'
>

const byStatus: Record<number, RefusalCode> = {
  401: 'MOYSKLAD_ACCESS_LOST',
  403: 'MOYSKLAD_NO_RIGHT',
  404: 'MOYSKLAD_NOT_FOUND',
  405: 'MOYSKLAD_REQUEST_WRONG',
  410: 'MOYSKLAD_REQUEST_WRONG',
  413: 'MOYSKLAD_TOO_LARGE',
  414: 'MOYSKLAD_REQUEST_WRONG',
  415: 'MOYSKLAD_REQUEST_WRONG',
}

/** Which error an answer with this status and number is. Numbers win; texts are never looked at. */
export function refusalCodeOf(status: number, number: number | undefined): RefusalCode {
  const known = number === undefined ? undefined : byNumber.get(number)
  if (known) return known
  if (status >= 500) return 'MOYSKLAD_DOWN'
  return byStatus[status] ?? (status < 400 ? 'MOYSKLAD_REQUEST_WRONG' : 'MOYSKLAD_REFUSED')
}

const refusalSchema = z.object({
  errors: z
    .array(
      z.object({
        error: z.string().catch(''),
        code: z.number().optional(),
        parameter: z.string().optional(),
      }),
    )
    .min(1),
})

/** The first error of a body `{errors: […]}`; also of one element of a bulk answer. Undefined: it holds none. */
export function readRefusal(body: unknown) {
  const parsed = refusalSchema.safeParse(body)
  return parsed.success ? parsed.data.errors[0] : undefined
}

export interface RefusedRequest {
  operation: string
  /** A write that MoySklad answered with 5xx may have been done. */
  isWrite: boolean
}

/** MoySklad's refusal as an AppError with `details.side`. */
export function toRefusal(answer: Pick<OutsideAnswer, 'status' | 'json'>, request: RefusedRequest): AppError {
  const { status } = answer
  const { error, code, parameter } = readRefusal(answer.json) ?? {}
  const name = refusalCodeOf(status, code)
  const unsure = request.isWrite && moyskladErrors.definitions[name].kind === 'unavailable'
  const params = {
    side,
    status,
    number: code ?? 0,
    operation: request.operation,
    effect: unsure ? 'unknown' : 'none',
    field: parameter ?? '',
    reason: short(error ?? ''),
  }
  return moyskladErrors[name](params, retryOf(name))
}

const half = 30 * 60_000

/** api/moysklad.md §7: at most 30 failed sign-ins an hour. */
const retryOf = (name: RefusalCode) => (name === 'MOYSKLAD_AUTH_TOO_OFTEN' ? { retryAfterMs: half } : {})

/** MoySklad's sentences are for people; addresses inside them are long and say nothing to a merchant. */
const short = (text: string): string => {
  const plain = text.replace(/https?:\/\/\S+/g, '…').trim()
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain
}
