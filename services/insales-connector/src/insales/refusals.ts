import type { AppError } from '@skladbridge/errors'
import { insalesErrors as errors, side } from '../errors.js'
import { fieldTitle } from './field-titles.js'

/** An answer that is not a success, and what was asked. */
export interface Refusal {
  status: number
  headers: Record<string, string>
  json: unknown
  /** `products.update` */
  operation: string
  /** Russian, for the merchant: «товар 123». */
  about: string
  /** A write may have had its effect although the answer is an error of the server. */
  isWrite: boolean
}

interface Row {
  status: number | ((status: number) => boolean)
  when?: (refusal: Refusal) => boolean
  make(refusal: Refusal): AppError
}

type Fields = Record<string, string[]>

const retryAfterMs = ({ headers }: Refusal): number | undefined => {
  const seconds = Number(headers['retry-after'])
  return headers['retry-after'] && Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined
}

const throttled = (refusal: Refusal): AppError => {
  const wait = retryAfterMs(refusal)
  return errors.INSALES_THROTTLED(
    { status: refusal.status },
    wait === undefined ? {} : { retryAfterMs: wait },
  )
}

const malformed = (refusal: Refusal, reason: string): AppError =>
  errors.INSALES_REQUEST_MALFORMED({ operation: refusal.operation, reason })

/** The first row that fits decides. Keys are matched, never texts: those are Russian and change (§1.4). */
const rows: Row[] = [
  { status: 400, make: (refusal) => malformed(refusal, 'body not parsed (400)') },
  { status: 401, make: () => errors.INSALES_CREDENTIALS_REFUSED({ side }) },
  // the app's own refusal is JSON; a page comes from the guard before the platform (§1.1)
  { status: 403, when: isPage, make: () => errors.INSALES_GEO_BLOCKED() },
  { status: 403, make: ({ about }) => errors.INSALES_RIGHTS_MISSING({ side, what: about }) },
  { status: 404, make: ({ about }) => errors.INSALES_NOT_FOUND({ what: about }) },
  { status: 409, make: ({ about }) => errors.INSALES_CONFLICT({ what: about }) },
  {
    status: 422,
    when: ({ json }) => isRecord(json) && typeof json['message'] === 'string' && !('errors' in json),
    make: (refusal) => malformed(refusal, 'wrong Content-Type (422)'),
  },
  {
    status: 422,
    when: ({ json }) => Object.values(fieldsOf(json)).flat().some(namesUnknownKeys),
    make: (refusal) => malformed(refusal, Object.values(fieldsOf(refusal.json)).flat().join('; ')),
  },
  { status: 422, make: rejected },
  { status: 423, make: ({ about }) => errors.INSALES_TARIFF_LOCKED({ side, what: about }) },
  { status: 429, make: throttled },
  { status: 503, when: ({ headers }) => 'retry-after' in headers, make: throttled },
  { status: (status) => status >= 500, make: down },
  {
    status: (status) => status >= 300 && status < 400,
    make: ({ status, about }) => errors.INSALES_REDIRECTED({ status, what: about }),
  },
]

/** Each documented refusal as an error with its kind and sentence; what no document tells of is a `bug`. */
export function refusalToError(refusal: Refusal): AppError {
  const fits = (row: Row): boolean =>
    (typeof row.status === 'number' ? row.status === refusal.status : row.status(refusal.status)) &&
    (row.when?.(refusal) ?? true)
  const { operation, status } = refusal
  return (
    rows.find(fits)?.make(refusal) ??
    errors.INSALES_ANSWER_UNEXPECTED({ operation, problem: `status ${status}` })
  )
}

function down({ status, isWrite }: Refusal): AppError {
  return errors.INSALES_DOWN({ status, effect: isWrite ? 'unknown' : 'none' })
}

function rejected({ json, about }: Refusal): AppError {
  const fields = fieldsOf(json)
  const names = Object.keys(fields)
  const sentences = names.map((name) => sentence(name, fields[name] ?? []))
  return errors.INSALES_REJECTED({
    what: about,
    field: names.join(', ') || 'base',
    reason: sentences.join(' ') || 'Причину магазин не назвал.',
  })
}

/** `base` is about the object as a whole and needs no name. */
function sentence(name: string, reasons: string[]): string {
  const reason = reasons.join(', ') || 'не принято'
  return name === 'base' ? `${reason}.` : `Поле «${fieldTitle(name)}»: ${reason}.`
}

/** `{field:[…]}`, or the same under `errors` where a variant is created (§1.4). */
function fieldsOf(json: unknown): Fields {
  if (!isRecord(json)) return {}
  const source = isRecord(json['errors']) ? json['errors'] : json
  return Object.fromEntries(
    Object.entries(source)
      .filter(([name]) => name !== 'status')
      .map(([name, reasons]) => [name, (Array.isArray(reasons) ? reasons : [reasons]).map(String)]),
  )
}

function isPage({ headers }: Refusal): boolean {
  return headers['content-type']?.includes('html') ?? false
}

const namesUnknownKeys = (reason: string): boolean => reason.startsWith('undefined keys')

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
