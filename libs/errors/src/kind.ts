/**
 * What to do about an error. Closed: retry logic looks at nothing else (house style, «Errors»).
 *
 * - `invalid`      input breaks a rule: park, tell the merchant which field
 * - `missing`      it does not exist: the decision handles it
 * - `conflict`     someone was first: again soon
 * - `denied`       credentials, rights or plan: pause the connection
 * - `throttled`    asked to slow down: not before `retryAfterMs`
 * - `unavailable`  other side down, time-out, open breaker: again with growing delay
 * - `bug`          anything unrecognised: again, then park; wakes someone
 */
export const errorKinds = [
  'invalid',
  'missing',
  'conflict',
  'denied',
  'throttled',
  'unavailable',
  'bug',
] as const

export type ErrorKind = (typeof errorKinds)[number]

export const isErrorKind = (value: unknown): value is ErrorKind => errorKinds.includes(value as ErrorKind)

/** May the same thing be tried again without anyone changing anything? */
export const isTransient = (kind: ErrorKind): boolean =>
  kind === 'conflict' || kind === 'throttled' || kind === 'unavailable' || kind === 'bug'
