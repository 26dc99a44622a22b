import type { z } from 'zod'
import {
  decodeCursor,
  encodeCursor,
  mostExpandedRows,
  mostRows,
  pageSize,
  readPage,
  startAt,
  type ChangesCursor,
} from '../domain/changes-cursor.js'
import { formatMoment, fromRfc3339, parseMoment } from '../domain/moment.js'
import { moyskladErrors } from '../errors.js'
import { toFilter, type Condition, type MoyskladApi } from './api.js'
import { pageOf } from './hrefs.js'

export interface ChangesRequest {
  updatedSince: string
  cursor: string
  limit: number
}

interface ChangedEntity {
  id: string
  updated: string
}

/** Of which list, and what it hides unless asked for. */
export interface ChangesSource<R extends z.ZodType<ChangedEntity>> {
  operation: string
  path: string
  row: R
  show: Condition[]
  headers?: Record<string, string>
  /** Works with pages of at most 100 only (api/moysklad.md §1.5). */
  expand?: string
}

/** What changed, oldest first, in one request; see `domain/changes-cursor.ts` for what the cursor promises. */
export async function listChanges<R extends z.ZodType<ChangedEntity>>(
  api: MoyskladApi,
  source: ChangesSource<R>,
  request: ChangesRequest,
): Promise<{ rows: z.output<R>[]; cursor: string; more: boolean }> {
  const cursor = cursorOf(request)
  const most = source.expand ? mostExpandedRows : mostRows
  const asked = pageSize(cursor, request.limit, most)
  const { operation, path, row, show, headers, expand } = source
  const since: Condition = ['updated', '>=', formatMoment(new Date(cursor.from))]
  const page = await api.ask(pageOf(row), {
    operation,
    path,
    query: {
      filter: toFilter([since, ...show]),
      order: 'updated,asc',
      limit: asked,
      offset: cursor.offset === 0 ? undefined : cursor.offset,
      expand,
    },
    ...(headers ? { headers } : {}),
  })
  const rows = page.rows.map((entity) => ({
    entity,
    id: entity.id,
    updated: parseMoment(entity.updated)?.getTime() ?? cursor.from,
  }))
  const next = readPage(cursor, rows, { asked, limit: request.limit, most })
  return { rows: next.fresh.map(({ entity }) => entity), cursor: encodeCursor(next.cursor), more: next.more }
}

const beginning = new Date(0).toISOString()

/**
 * Everything of a list, page by page, in the order of change: offsets over data that moves would lose rows, this loses
 * none and tells a row again that changes meanwhile. `cursor` is an earlier page's; empty begins anew.
 */
export async function* listEverything<R extends z.ZodType<ChangedEntity>>(
  api: MoyskladApi,
  source: ChangesSource<R>,
  cursor = '',
): AsyncGenerator<{ rows: z.output<R>[]; cursor: string }> {
  const limit = source.expand ? mostExpandedRows : mostRows
  for (let more = true; more;) {
    const page = await listChanges(api, source, { updatedSince: beginning, cursor, limit })
    ;({ cursor, more } = page)
    yield { rows: page.rows, cursor }
  }
}

function cursorOf({ cursor, updatedSince }: ChangesRequest): ChangesCursor {
  const wrong = (field: string, rule: string) => moyskladErrors.MOYSKLAD_ARGUMENT_WRONG({ field, rule })
  if (cursor !== '') {
    const known = decodeCursor(cursor)
    if (!known) throw wrong('cursor', 'is not one of ours')
    return known
  }
  const since = fromRfc3339(updatedSince)
  if (!since) throw wrong('updated_since', 'must be RFC 3339')
  return startAt(since)
}
