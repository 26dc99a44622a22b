const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/

/**
 * ISO 8601 with the offset of the shop's zone → RFC 3339 in UTC with milliseconds. undefined = not a moment: one without
 * an offset is refused too, because nothing says which zone it means.
 */
export function momentFromIso(value: string): string | undefined {
  if (!isoPattern.test(value)) return undefined
  const moment = new Date(value)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}

/** As the documents write `updated_since` (§1.5): `2017-09-04 00:00:00 +00:00`; milliseconds only where there are any. */
export function updatedSince(moment: string): string {
  const [date = '', time = ''] = new Date(moment).toISOString().split('T')
  return `${date} ${time.replace('Z', '').replace(/\.000$/, '')} +00:00`
}

export const earlier = (moment: string, ms: number): string =>
  new Date(new Date(moment).getTime() - ms).toISOString()

/** `updated_at` knows whole seconds only (§1.5): what changes later in this second is stamped with its beginning. */
export const wholeSecond = (moment: string): string => moment.replace(/\.\d{3}Z$/, '.000Z')
