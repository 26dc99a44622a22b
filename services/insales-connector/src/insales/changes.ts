import { insalesErrors } from '../errors.js'
import { isBehind, readCursor, writeCursor, type Cursor } from '../domain/cursor.js'
import { momentFromIso, updatedSince, wholeSecond } from '../domain/moment.js'

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
const pageSize = (limit: number): number => Math.min(250, Math.max(10, limit || 250))

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
  const size = pageSize(request.limit)
  const records = await list({
    updated_since: updatedSince(from.at),
    ...(from.id === undefined ? {} : { from_id: from.id }),
    per_page: size,
  })
  const last = records.at(-1)
  if (!last) return { records, cursor: writeCursor(from), more: false }
  const next = { at: last.updated_at, id: last.id }
  if (!isBehind(next, from))
    throw insalesErrors.INSALES_LIST_STUCK({ operation, cursor: `${from.at} ${from.id ?? ''}` })
  return { records, cursor: writeCursor(next), more: records.length >= size }
}
