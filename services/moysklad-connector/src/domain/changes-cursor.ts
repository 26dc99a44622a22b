import { createHash } from 'node:crypto'

/**
 * Where a reader of changes stands. MoySklad pages by offset over data that moves, which skips rows, so we page by the
 * moment of change: everything from `from` on, oldest first, leaving out what has been seen.
 */
export interface ChangesCursor {
  /** Milliseconds since the epoch. */
  from: number
  /** Where this reading began: the reader never goes back behind it. */
  low: number
  /** Rows at `from` to jump over. Not 0 only when more rows than fit a page changed in the same millisecond. */
  offset: number
  /** Marks of rows at or after `from` that were handed over. */
  seen: string[]
  /** Marks of rows handed over from the last minute before `from`, while there is more to read. */
  recent: string[]
}

export interface ChangedRow {
  id: string
  /** Milliseconds since the epoch. */
  updated: number
}

/** MoySklad's largest page, and its largest one with `expand` (api/moysklad.md §1.5). */
export const mostRows = 1_000
export const mostExpandedRows = 100
/**
 * A change may become visible after one with a later moment (its transaction took longer). At the end of what there is
 * the reader therefore stays a minute behind; what it has seen of that minute it remembers.
 */
const overlapMs = 60_000
const mostSeen = 500
/** How much of a page of one and the same millisecond may change again under the reader without it skipping others. */
const offsetOverlap = 0.1

export function startAt(moment: Date): ChangesCursor {
  const from = Math.max(0, moment.getTime())
  return { from, low: from, offset: 0, seen: [], recent: [] }
}

/** How many rows to ask for, so that `limit` new ones fit beside those seen. */
export const pageSize = (cursor: ChangesCursor, limit: number, most = mostRows): number =>
  Math.min(most, limit + cursor.seen.length)

export interface NextPage<R> {
  /** Rows not seen before, at most `limit`. */
  fresh: R[]
  cursor: ChangesCursor
  more: boolean
}

/** Sorts out a page: `rows` were asked for with `cursor`, `asked` of them, ordered by `updated`. */
export function readPage<R extends ChangedRow>(
  cursor: ChangesCursor,
  rows: R[],
  { asked, limit, most = mostRows }: { asked: number; limit: number; most?: number },
): NextPage<R> {
  const seen = new Set(cursor.seen)
  const unseen = rows.filter((row) => !seen.has(markOf(row)))
  const fresh = unseen.slice(0, limit)
  const cut = unseen.length > limit
  // what lies behind the last row handed over is read again next time
  const read = cut ? rows.slice(0, rows.indexOf(unseen[limit]!)) : rows
  const more = cut || rows.length >= asked
  return { fresh, more, cursor: more ? further(cursor, read, most) : rest(cursor, read) }
}

/** There is more: go on from the last moment read. */
function further(cursor: ChangesCursor, read: ChangedRow[], most: number): ChangesCursor {
  const last = read.at(-1)?.updated ?? cursor.from
  const since = (from: number) => read.filter(({ updated }) => updated >= from).map(markOf)
  if (last > cursor.from) {
    const recent = union(
      last - cursor.from < overlapMs ? cursor.recent : [],
      since(last - overlapMs),
      mostSeen,
    )
    return { from: last, low: cursor.low, offset: 0, seen: since(last), recent }
  }
  const marks = read.map(markOf)
  if (read.length < most) return { ...cursor, seen: union(cursor.seen, marks) }
  // a whole page of one millisecond: step over it, a little less far than it reaches
  const step = Math.max(1, Math.floor(read.length * (1 - offsetOverlap)))
  return { ...cursor, offset: cursor.offset + step, seen: marks }
}

/** All there is has been read: stand a minute behind the newest change and remember what is known of that minute. */
function rest(cursor: ChangesCursor, read: ChangedRow[]): ChangesCursor {
  const newest = read.at(-1)?.updated ?? cursor.from
  const since = (from: number) => read.filter(({ updated }) => updated >= from).map(markOf)
  const wanted = Math.max(cursor.low, newest - overlapMs)
  const from = since(wanted).length > mostSeen ? newest : wanted
  const stays = from === cursor.from
  // seen earlier and jumped over now, so not among the rows
  const before = union(cursor.recent, stays && cursor.offset > 0 ? cursor.seen : [])
  const seen = union(from === newest ? [] : before, since(from))
  return { from, low: from, offset: stays ? cursor.offset : 0, seen, recent: [] }
}

/** The newest of them last; older ones give way. */
const union = (older: string[], newer: string[], most = mostRows): string[] =>
  [...new Set([...older, ...newer])].slice(-most)

/** Eight characters for a row in one state: 48 bits are plenty to tell a thousand apart. */
function markOf({ id, updated }: ChangedRow): string {
  return createHash('sha256').update(`${id} ${updated}`).digest('base64url').slice(0, 8)
}

/** Opaque for everyone else. */
export const encodeCursor = ({ from, low, offset, seen, recent }: ChangesCursor): string =>
  ['1', ...[from, low, offset].map((number) => number.toString(36)), seen.join(''), recent.join('')].join('.')

const form = /^1\.([0-9a-z]{1,12})\.([0-9a-z]{1,12})\.([0-9a-z]{1,6})\.((?:[\w-]{8})*)\.((?:[\w-]{8})*)$/

/** Undefined when it was not made by `encodeCursor`. */
export function decodeCursor(text: string): ChangesCursor | undefined {
  const match = form.exec(text)
  if (!match) return undefined
  const [from, low, offset] = match.slice(1, 4).map((digits) => parseInt(digits, 36)) as [
    number,
    number,
    number,
  ]
  const marks = (text: string): string[] => text.match(/.{8}/g) ?? []
  return { from, low, offset, seen: marks(match[4]!), recent: marks(match[5]!) }
}
