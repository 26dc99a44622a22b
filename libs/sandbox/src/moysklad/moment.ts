// MoySklad writes moments without a zone; they are Moscow time (its «Формат даты и времени»).
const MOSCOW_MS = 3 * 3_600_000
const shape = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/

/** `2026-03-25 17:44:31.829`, Moscow time. */
export function formatMoment(ms: number): string {
  return new Date(ms + MOSCOW_MS).toISOString().slice(0, 23).replace('T', ' ')
}

/** `2026-03-25 17:44:31`: as the stock reports' `changedSince` is written. */
export function formatSecond(ms: number): string {
  return formatMoment(ms).slice(0, 19)
}

/** Milliseconds since 1970 of a Moscow moment, or undefined when it is not one. */
export function parseMoment(text: string): number | undefined {
  const parts = shape.exec(text.trim())
  if (!parts) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0))
  const millis = Number((parts[7] ?? '').padEnd(3, '0'))
  const utc = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, millis)
  return new Date(utc).getUTCDate() === day ? utc - MOSCOW_MS : undefined
}

export const toMinute = (ms: number) => Math.floor(ms / 60_000) * 60_000
