import { invalid } from '../answers.js'
import { flag, id, text, type Input } from '../input.js'

const DEFAULT_PER_PAGE = 25
const SMALLEST_PER_PAGE = 10
const LARGEST_PER_PAGE = 250

interface Listed {
  id: number
  updated_at: Date
}

/**
 * With `updated_since` only what changed since, in the order (updated_at, id). `from_id` cuts only together with
 * it; where the resource doesn't cut by it, the same batch repeats.
 */
export function changed<Row extends Listed>(rows: Row[], query: Input, cutsByFromId = true): Row[] {
  const since = readSince(query['updated_since'])
  return since === null ? rows : changedSince(rows, since, cutsByFromId ? id(query['from_id']) : NaN)
}

export function onePage<Row>(rows: Row[], query: Input): Row[] {
  const perPage = within(Number(query['per_page'] ?? DEFAULT_PER_PAGE), SMALLEST_PER_PAGE, LARGEST_PER_PAGE)
  const page = within(Number(query['page'] ?? 1), 1, Number.MAX_SAFE_INTEGER)
  return rows.slice((page - 1) * perPage, page * perPage)
}

function changedSince<Row extends Listed>(rows: Row[], since: number, fromId: number): Row[] {
  const isAfter = ({ updated_at, id: rowId }: Row) => {
    const at = updated_at.getTime()
    return Number.isNaN(fromId) ? at >= since : at > since || (at === since && rowId > fromId)
  }
  return rows.filter(isAfter).sort((a, b) => a.updated_at.getTime() - b.updated_at.getTime() || a.id - b.id)
}

function readSince(value: unknown): number | null {
  const since = text(value)
  if (!since) return null
  const [, day, time = '00:00:00', zone = '+03:00'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))? ?(Z|[+-]\d\d:?\d\d)?$/.exec(since) ?? []
  // an offset whose «+» was not encoded arrives as a space, and is refused here
  const moment = Date.parse(`${day}T${time}${zone}`)
  if (Number.isNaN(moment)) throw invalid('updated_since', 'неверный формат даты')
  return moment
}

/** Archived ones are hidden unless asked for: `deleted` = only them, `with_deleted` = them too. */
export function byDeletion<Row>(rows: Row[], query: Input, isDeleted: (row: Row) => boolean): Row[] {
  if (flag(query['with_deleted'])) return rows
  const wanted = flag(query['deleted'])
  return rows.filter((row) => isDeleted(row) === wanted)
}

const within = (value: number, least: number, most: number) =>
  Math.min(Math.max(Number.isFinite(value) ? Math.trunc(value) : least, least), most)
