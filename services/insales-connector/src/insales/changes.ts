import { AppError } from '@skladbridge/errors'
import { insalesErrors } from '../errors.js'
import { isBehind, readCursor, writeCursor, type Cursor } from '../domain/cursor.js'
import { earlier, momentFromIso, updatedSince, wholeSecond } from '../domain/moment.js'

/** What a caller of `ListChanged` says. */
export interface ChangesRequest {
  updatedSince: string
  cursor: string
  limit: number
}

export interface Changes<T> {
  records: T[]
  cursor: string
  more: boolean
}

interface Changed {
  id: string
  updated_at: string
}

/** Fewer than ten are raised to ten by the platform; more than 250 it does not give (§1.5). */
const smallestPage = 10
const pageSize = (limit: number): number => Math.min(250, Math.max(smallestPage, limit || 250))

export function startOf({ cursor, updatedSince: since }: ChangesRequest): Cursor {
  if (cursor !== '') {
    const read = readCursor(cursor)
    if (!read) throw insalesErrors.INSALES_ARGUMENT_WRONG({ field: 'cursor', rule: 'is not one of ours' })
    return read
  }
  const at = momentFromIso(since)
  if (!at) throw insalesErrors.INSALES_ARGUMENT_WRONG({ field: 'updated_since', rule: 'is not RFC 3339' })
  return { at: wholeSecond(at) }
}

/**
 * One page of what changed, by `updated_since` and `from_id`, never by `page`: that loses records which move meanwhile
 * (§1.5). Stops with INSALES_LIST_STUCK where the platform answers what was already read, else a caller would turn
 * round for ever.
 */
export async function readChanges<T extends Changed>(
  operation: string,
  request: ChangesRequest,
  list: (query: Record<string, string | number>) => Promise<T[]>,
): Promise<Changes<T>> {
  const from = startOf(request)
  const after = {
    updated_since: updatedSince(from.at),
    ...(from.id === undefined ? {} : { from_id: from.id }),
  }
  const { page, size } = await whatFits(pageSize(request.limit), (per_page) => list({ ...after, per_page }))
  const records = cut(page)
  const last = records.at(-1)
  if (!last) return { records, cursor: writeCursor(endOf(from)), more: false }
  const next = { at: last.updated_at, id: last.id }
  if (!isBehind(next, from))
    throw insalesErrors.INSALES_LIST_STUCK({ operation, cursor: `${from.at} ${from.id ?? ''}` })
  const more = page.length >= size || records.length < page.length
  return { records, cursor: writeCursor(more ? next : endOf(next)), more }
}

/**
 * The next reading begins a little before the end of this one: what changed in the second of the last record, or was stored
 * late, has a place in the order of changes that was passed already (§1.5).
 */
const overlapMs = 120_000
const endOf = (last: Cursor): Cursor => (last.id === undefined ? last : { at: earlier(last.at, overlapMs) })

/** Products with the longest descriptions make pages that are larger than an answer may be: then fewer are asked for. */
async function whatFits<T>(
  size: number,
  list: (size: number) => Promise<T[]>,
): Promise<{ page: T[]; size: number }> {
  try {
    return { page: await list(size), size }
  } catch (error) {
    const isTooLarge = error instanceof AppError && error.code === 'HTTP_ANSWER_TOO_LARGE'
    if (!isTooLarge || size <= smallestPage) throw error
    return whatFits(Math.max(smallestPage, Math.floor(size / 5)), list)
  }
}

/** Of one gRPC message, which may have 16 MB: what is cut off comes with the next page. */
const mostBytes = 8_000_000

function cut<T>(records: T[]): T[] {
  let bytes = 0
  const end = records.findIndex((record) => (bytes += Buffer.byteLength(JSON.stringify(record))) > mostBytes)
  return end < 0 ? records : records.slice(0, Math.max(1, end))
}
