import type { Stored } from './types.js'

/** Objects of one type, found at once by what people look for. */
export interface Collection {
  readonly size: number
  get(id: string): Stored | undefined
  byUiId(uiId: string): Stored | undefined
  bySyncId(syncId: string): Stored | undefined
  by(index: IndexName, value: string): Stored[]
  all(): Iterable<Stored>
  /** Those touched at or after `ms`, oldest first. */
  updatedSince(ms: number): Stored[]
  /** Puts it in, or takes note that its values have changed. */
  save(stored: Stored): void
  remove(stored: Stored): void
}

export const indexNames = ['externalCode', 'code', 'article', 'name', 'productId'] as const
export type IndexName = (typeof indexNames)[number]

const indexValue = (stored: Stored, name: IndexName): string | undefined => {
  const value = name === 'productId' ? (stored.values.product as { id?: string })?.id : stored.values[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

type Index = Map<string, Set<Stored>>
interface LogEntry {
  at: number
  stored: Stored
}

export function createCollection(): Collection {
  const byId = new Map<string, Stored>()
  const uiIds = new Map<string, Stored>()
  const syncIds = new Map<string, Stored>()
  const indexes = new Map<IndexName, Index>(indexNames.map((name) => [name, new Map()]))
  const indexed = new Map<Stored, Map<IndexName, string>>()
  const log = createUpdateLog(byId)

  const dropFromIndexes = (stored: Stored) => {
    for (const [name, value] of indexed.get(stored) ?? []) {
      const holders = indexes.get(name)!.get(value)
      holders?.delete(stored)
      if (holders?.size === 0) indexes.get(name)!.delete(value)
    }
    indexed.delete(stored)
  }
  const addToIndexes = (stored: Stored) => {
    const values = new Map<IndexName, string>()
    for (const name of indexNames) {
      const value = indexValue(stored, name)
      if (value === undefined) continue
      values.set(name, value)
      const index = indexes.get(name)!
      index.set(value, (index.get(value) ?? new Set()).add(stored))
    }
    indexed.set(stored, values)
  }

  return {
    get size() {
      return byId.size
    },
    get: (id) => byId.get(id),
    byUiId: (uiId) => uiIds.get(uiId),
    bySyncId: (syncId) => syncIds.get(syncId),
    by: (index, value) => [...(indexes.get(index)!.get(value) ?? [])],
    all: () => byId.values(),
    updatedSince: log.since,
    save(stored) {
      byId.set(stored.id, stored)
      uiIds.set(stored.uiId, stored)
      const syncId = stored.values.syncId as string | undefined
      // a binned document gives its syncId up: what MoySklad does here is not documented
      if (syncId && stored.deleted === undefined) syncIds.set(syncId, stored)
      else if (syncId && syncIds.get(syncId) === stored) syncIds.delete(syncId)
      dropFromIndexes(stored)
      addToIndexes(stored)
      log.add(stored)
    },
    remove(stored) {
      byId.delete(stored.id)
      uiIds.delete(stored.uiId)
      const syncId = stored.values.syncId as string | undefined
      if (syncId && syncIds.get(syncId) === stored) syncIds.delete(syncId)
      dropFromIndexes(stored)
    },
  }
}

/** `updated` never goes back inside an account, so the log of saves is sorted by itself. */
function createUpdateLog(byId: Map<string, Stored>) {
  let entries: LogEntry[] = []
  const isCurrent = (entry: LogEntry) =>
    byId.get(entry.stored.id) === entry.stored && entry.stored.updated === entry.at
  const firstAt = (ms: number) => {
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (entries[middle]!.at < ms) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    add(stored: Stored) {
      const last = entries.at(-1)
      if (last?.stored === stored && last.at === stored.updated) return
      entries.push({ at: stored.updated, stored })
      if (last && stored.updated < last.at) entries.sort((a, b) => a.at - b.at)
      if (entries.length > 1000 && entries.length > byId.size * 3) entries = entries.filter(isCurrent)
    },
    since(ms: number): Stored[] {
      const found = new Set<Stored>()
      for (let i = firstAt(ms); i < entries.length; i++) {
        if (isCurrent(entries[i]!)) found.add(entries[i]!.stored)
      }
      return [...found]
    },
  }
}
