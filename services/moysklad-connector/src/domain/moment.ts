/** Moscow has had no summer time since 2014-10-26; MoySklad's moments carry no zone and are Moscow's (api/moysklad.md §1.5). */
const moscowOffsetMs = 3 * 60 * 60 * 1000

const shape = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,3}))?$/

/**
 * `2026-04-01 12:00:00.123` of Moscow; undefined when it is not a moment. The OpenAPI description's samples have an
 * offset instead; then it counts.
 */
export function parseMoment(text: string): Date | undefined {
  const [, day, time, fraction = '0'] = shape.exec(text.trim()) ?? []
  if (!day || !time) return fromRfc3339(text.trim())
  const ms = Date.parse(`${day}T${time}.${fraction.padEnd(3, '0')}Z`)
  return Number.isNaN(ms) ? undefined : new Date(ms - moscowOffsetMs)
}

/** As MoySklad takes it in filters and bodies, with milliseconds. */
export function formatMoment(moment: Date): string {
  return new Date(moment.getTime() + moscowOffsetMs).toISOString().replace('T', ' ').replace('Z', '')
}

/** MoySklad's moment as RFC 3339; empty when there is none or it cannot be read. */
export const toRfc3339 = (text: string | undefined): string =>
  (text === undefined ? undefined : parseMoment(text))?.toISOString() ?? ''

/** RFC 3339 → Date; undefined when it is empty or wrong. */
export function fromRfc3339(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(text)) return undefined
  const moment = new Date(text)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}
