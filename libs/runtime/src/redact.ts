/** Names of fields that are never in a log, however deep: credentials and people (house style, «Logs and metrics»). */
const forbidden = new Set([
  ...[
    'password',
    'passwd',
    'secret',
    'clientsecret',
    'token',
    'accesstoken',
    'refreshtoken',
    'contextkey',
    'jwt',
  ],
  ...['apikey', 'authorization', 'cookie', 'setcookie', 'privatekey', 'credentials'],
  ...[
    'phone',
    'email',
    'address',
    'fulladdress',
    'fullname',
    'firstname',
    'lastname',
    'middlename',
    'surname',
  ],
])

const censor = '[redacted]'
/** As deep as pino writes. What is cut here is not written at all. */
const deepest = 5
/** Something huge logged by mistake must not stop the service. */
const mostFields = 500

/** `access_token`, `Access-Token` and `accessToken` are one name. */
const isForbidden = (name: string) => forbidden.has(name.toLowerCase().replace(/[_-]/g, ''))

/** The fields of a log line without what is forbidden; errors become what `describeError` shows of them. */
export function redact(fields: object): Record<string, unknown> {
  return redactObject(fields, { depth: 0, budget: { left: mostFields } })
}

interface Walk {
  depth: number
  budget: { left: number }
}

function redactObject(value: object, walk: Walk): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    if (walk.budget.left-- <= 0) break
    shown[name] = isForbidden(name) ? censor : redactValue(item, { ...walk, depth: walk.depth + 1 })
  }
  return shown
}

function redactValue(value: unknown, walk: Walk): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (value instanceof Error) return describeError(value)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (walk.depth > deepest) return '[too deep]'
  if (Array.isArray(value)) return redactArray(value, walk)
  const { toJSON } = value as { toJSON?: unknown }
  const plain = typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value
  return plain === value ? redactObject(value, walk) : redactValue(plain, { ...walk, depth: walk.depth + 1 })
}

function redactArray(value: unknown[], walk: Walk): unknown[] {
  const kept = value.slice(0, Math.max(0, walk.budget.left))
  walk.budget.left -= kept.length
  return kept.map((item) => redactValue(item, { ...walk, depth: walk.depth + 1 }))
}

/** Kind, code, details and stack; never the other fields of an error, which may hold a request with its headers. */
export function describeError(error: Error, depth = 0): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const { kind, code, details } = error as { kind?: unknown; code?: unknown; details?: unknown }
  const known = typeof kind === 'string' && typeof details === 'object' && details !== null
  return {
    type: name,
    message: scrub(message),
    kind,
    code,
    ...(known ? { details: redact(details) } : {}),
    stack: scrub(stack ?? ''),
    ...(cause instanceof Error && depth < deepest ? { cause: describeError(cause, depth + 1) } : {}),
  }
}

/** Credentials that other people's libraries put into sentences: `https://user:pass@host`, `Bearer …`. */
export const scrub = (text: string): string =>
  text
    .replace(/(:\/\/)[^\s/@]+@/g, `$1${censor}@`)
    .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${censor}`)
