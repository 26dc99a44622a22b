import type { Stored } from './types.js'

interface Entry {
  at: number
  stored: Stored
}

/** `updated` never goes back inside an account, so the log of saves is sorted by itself. */
export function createUpdateLog(byId: Map<string, Stored>) {
  let entries: Entry[] = []
  const isCurrent = ({ at, stored }: Entry) => byId.get(stored.id) === stored && stored.updated === at
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
