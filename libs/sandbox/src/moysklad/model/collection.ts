import { createIndexes, type IndexName } from './indexes.js'
import type { Stored } from './types.js'
import { createUpdateLog } from './update-log.js'

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

export function createCollection(): Collection {
  const byId = new Map<string, Stored>()
  const uiIds = new Map<string, Stored>()
  const syncIds = new Map<string, Stored>()
  const indexes = createIndexes()
  const log = createUpdateLog(byId)
  const dropSyncId = (stored: Stored) => {
    const syncId = stored.values.syncId as string | undefined
    if (syncId && syncIds.get(syncId) === stored) syncIds.delete(syncId)
  }

  return {
    get size() {
      return byId.size
    },
    get: (id) => byId.get(id),
    byUiId: (uiId) => uiIds.get(uiId),
    bySyncId: (syncId) => syncIds.get(syncId),
    by: indexes.find,
    all: () => byId.values(),
    updatedSince: log.since,
    save(stored) {
      byId.set(stored.id, stored)
      uiIds.set(stored.uiId, stored)
      // a binned document gives its syncId up: what MoySklad does here is not documented
      if (stored.deleted !== undefined) dropSyncId(stored)
      else if (stored.values.syncId) syncIds.set(String(stored.values.syncId), stored)
      indexes.enter(stored)
      log.add(stored)
    },
    remove(stored) {
      byId.delete(stored.id)
      uiIds.delete(stored.uiId)
      dropSyncId(stored)
      indexes.drop(stored)
    },
  }
}
