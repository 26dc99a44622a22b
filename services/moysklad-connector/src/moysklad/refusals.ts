import type { AppError } from '@skladbridge/errors'
import type { OutsideAnswer } from '@skladbridge/http-client'
import { z } from 'zod'
import { moyskladErrors, side } from '../errors.js'
import { fieldTitle } from './field-titles.js'

type Known = Exclude<keyof typeof moyskladErrors, 'definitions'>

const many = <C extends Known>(code: C, ...numbers: number[]): [number, C][] =>
  numbers.map((number) => [number, code])
const range = <C extends Known>(code: C, from: number, to: number): [number, C][] =>
  many(code, ...Array.from({ length: to - from + 1 }, (_, i) => from + i))

/**
 * Every error of `_errors.md` we can meet (api/moysklad.md §1.4): its number → ours. Later rows win over earlier, so a
 * row of a whole range may be followed by its exceptions.
 */
const byNumber = new Map<number, RefusalCode>([
  ...range('MOYSKLAD_REQUEST_WRONG', 1000, 1069),
  ...many('MOYSKLAD_REQUEST_WRONG', 1084, 1085, 1089, 1091, 1093, 1998),
  ...many('MOYSKLAD_NOT_FOUND', 1008, 1020, 1021),
  ...many('MOYSKLAD_REFUSED', 1004, 1022),
  ...many('MOYSKLAD_NO_RIGHT', 1016, 1017, 1018, 1045, 1064, 1075, 1092, 3046, 13003, 13004, 30004),
  ...many('MOYSKLAD_IN_USE', 1023, 1024, 1025, 1028, 1066, 1067, 1090),
  ...many('MOYSKLAD_TOO_LARGE', 1044, 13005),
  ...many('MOYSKLAD_AUTH_TOO_OFTEN', 1048),
  ...many('MOYSKLAD_THROTTLED', 1049, 1073),
  ...many('MOYSKLAD_ACCESS_LOST', 1056),
  ...many('MOYSKLAD_API_OFF', 1061),
  ...many('MOYSKLAD_PARALLEL_EDIT', 1065),
  ...many('MOYSKLAD_TARIFF', 1043, 1068, 1070, 30006, 47000),
  ...many('MOYSKLAD_MAINTENANCE', 1074, 1095),
  ...many('MOYSKLAD_IMAGE_WRONG', 1076, 1077, 1078),
  ...many('MOYSKLAD_DOWN', 1036, 1083, 1088, 1999),
  ...range('MOYSKLAD_REQUEST_WRONG', 2000, 2029),
  ...many('MOYSKLAD_TOO_LARGE', 2006, 2007, 2022),
  ...many('MOYSKLAD_FIELD_EMPTY', 3000, 3009, 3023),
  ...many('MOYSKLAD_FIELD_WRONG', 3001, 3002, 3003, 3004, 3005, 3007, 3008, 3012, 3013, 3016, 3024, 3028),
  ...many('MOYSKLAD_FIELD_WRONG', 3034, 3035, 3036, 3040, 3041),
  ...many('MOYSKLAD_REQUEST_WRONG', 3027, 3030, 3042, 3043),
  ...many('MOYSKLAD_BARCODE_WRONG', 3011, 3014),
  ...many('MOYSKLAD_EMAIL_WRONG', 3015),
  ...many('MOYSKLAD_NOT_UNIQUE', 3006),
  ...range('MOYSKLAD_CHARACTERISTIC_WRONG', 10000, 10002),
  ...range('MOYSKLAD_STATE_WRONG', 11000, 11002),
  ...range('MOYSKLAD_ATTRIBUTE_WRONG', 14000, 14012),
  ...many('MOYSKLAD_ATTRIBUTE_CLOSED', 14010, 14013),
  ...range('MOYSKLAD_VARIANT_WRONG', 15001, 15009),
  ...many('MOYSKLAD_CHARACTERISTIC_WRONG', 15001, 15004),
  ...many('MOYSKLAD_VARIANT_EXISTS', 15000),
  ...range('MOYSKLAD_PRODUCT_WRONG', 16000, 16199),
  ...many('MOYSKLAD_PRODUCT_MARKED', 16102),
  ...many('MOYSKLAD_PERIOD_CLOSED', 17009),
  ...many('MOYSKLAD_BUNDLE_QUANTITY', 17018),
  ...many('MOYSKLAD_POSITION_LOCKED', 17023),
  ...range('MOYSKLAD_FOLDER_WRONG', 23000, 23009),
  ...range('MOYSKLAD_BUNDLE_WRONG', 29000, 29009),
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
  | 'MOYSKLAD_VARIANT_CLASH'
  | 'MOYSKLAD_ATTRIBUTE_VALUE_WRONG'
  | 'MOYSKLAD_IMAGE_GONE'
  | 'MOYSKLAD_IMAGE_TOO_LARGE'
  | 'MOYSKLAD_IMAGE_UNAVAILABLE'
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
    title: fieldTitle(parameter),
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
