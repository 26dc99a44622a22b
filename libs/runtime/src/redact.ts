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
const deepest = 8

/** `access_token`, `Access-Token` and `accessToken` are one name. */
const isForbidden = (name: string) => forbidden.has(name.toLowerCase().replace(/[_-]/g, ''))

/** A copy of a log line's fields without what is forbidden. Beyond eight levels nothing is shown at all. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date || value instanceof Error) return value
  if (depth === deepest) return '[too deep]'
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`
  const shown =
    typeof (value as { toJSON?: unknown }).toJSON === 'function'
      ? (value as { toJSON(): unknown }).toJSON()
      : value
  if (shown !== value) return redact(shown, depth + 1)
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isForbidden(name) ? censor : redact(item, depth + 1)]),
  )
}

/** Credentials that other people's libraries put into sentences: `https://user:pass@host`, `Bearer …`. */
export const scrub = (text: string): string =>
  text
    .replace(/(:\/\/)[^\s/@]+@/g, `$1${censor}@`)
    .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${censor}`)
