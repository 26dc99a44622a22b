import type { z } from 'zod'
import { anyOf, toFilter, type Condition, type MoyskladApi } from './api.js'
import { pageOf } from './hrefs.js'

interface Search<S extends z.ZodType> {
  operation: string
  path: string
  row: S
  /** Filtered by this field … */
  field: string
  /** … for any of these. */
  values: readonly string[]
  /** Besides. */
  more?: Condition[]
  query?: Record<string, string | number>
  limit?: number
}

/** Headers with the address may have 8 KB in all (api/moysklad.md §1.3); the rest is for the token and our own headers. */
const longest = 7_400
const mostRows = 1_000

/** All rows whose field has one of the values, in as few requests as their addresses' length allows. */
export async function findMany<S extends z.ZodType>(
  api: MoyskladApi,
  search: Search<S>,
): Promise<z.output<S>[]> {
  const { operation, path, row, field, more = [], query = {}, limit = mostRows } = search
  const found: z.output<S>[] = []
  for (const values of partsOf(field, search.values, limit)) {
    const filter = toFilter([...anyOf(field, values), ...more])
    found.push(...(await allPages(api, row, { operation, path, query: { ...query, filter, limit } })))
  }
  return found
}

async function allPages<S extends z.ZodType>(
  api: MoyskladApi,
  row: S,
  ask: { operation: string; path: string; query: Record<string, string | number> & { limit: number } },
): Promise<z.output<S>[]> {
  const found: z.output<S>[] = []
  for (;;) {
    const offset = found.length === 0 ? undefined : found.length
    const { rows, meta } = await api.ask(pageOf(row), { ...ask, query: { ...ask.query, offset } })
    found.push(...rows)
    if (rows.length < ask.query.limit || found.length >= (meta?.size ?? Infinity)) return found
  }
}

/** Exported for tests: how values are shared out over requests. */
export function partsOf(field: string, values: readonly string[], most = mostRows): string[][] {
  const parts: string[][] = []
  let length = longest
  for (const value of new Set(values)) {
    const size = encodeURIComponent(`${field}=${value};`).length
    if (length + size > longest || parts.at(-1)!.length >= most) {
      parts.push([])
      length = 0
    }
    parts.at(-1)!.push(value)
    length += size
  }
  return parts
}
