/** One page of one source, in the order that all sources keep; `cursor` is empty when that was all. */
export interface Page<T> {
  rows: T[]
  cursor: string
}

export interface Order<T> {
  compare(a: T, b: T): number
  /** Where the next page begins, for every source alike. */
  cursorOf(row: T): string
}

/**
 * The first `limit` rows of all sources together. Each source was asked for as many behind the same cursor, so nothing can
 * lie between them.
 */
export function mergePages<T>(pages: readonly Page<T>[], limit: number, order: Order<T>): Page<T> {
  const all = pages.flatMap(({ rows }) => rows).sort((a, b) => order.compare(a, b))
  const rows = all.slice(0, limit)
  const last = rows.at(-1)
  const more = all.length > rows.length || pages.some(({ cursor }) => cursor !== '')
  return { rows, cursor: more && last ? order.cursorOf(last) : '' }
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export interface Timed {
  at: string
  id: string
}

/** Of the journal: newest first. */
export const newestFirst: Order<Timed> = {
  compare: (a, b) => ascending(b.at, a.at) || ascending(b.id, a.id),
  cursorOf: ({ at, id }) => `${at}/${id}`,
}

export interface FailedRow {
  failedAt: string
  kind: string
  key: string
}

/** Of what failed: oldest failure first. */
export const oldestFailureFirst: Order<FailedRow> = {
  compare: (a, b) =>
    ascending(a.failedAt, b.failedAt) || ascending(`${a.kind}/${a.key}`, `${b.kind}/${b.key}`),
  cursorOf: ({ failedAt, kind, key }) => `${failedAt}/${kind}/${key}`,
}

export interface CodeCount {
  code: string
  text: string
  count: number
  parked: number
}

/** A code that several services met is one row; the most frequent first. */
export function mergeCounts(counts: readonly CodeCount[]): CodeCount[] {
  const merged = new Map<string, CodeCount>()
  for (const { code, text, count, parked } of counts) {
    const known = merged.get(code) ?? { code, text, count: 0, parked: 0 }
    merged.set(code, { ...known, count: known.count + count, parked: known.parked + parked })
  }
  return [...merged.values()].sort((a, b) => b.count - a.count || ascending(a.code, b.code))
}
