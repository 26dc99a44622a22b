/** Is a parsed JSON value nested deeper than `limit`? Stops at the limit, so a hostile body costs no more than a good one. */
export function isTooDeep(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (limit === 0) return true
  return Object.values(value).some((inner) => isTooDeep(inner, limit - 1))
}
