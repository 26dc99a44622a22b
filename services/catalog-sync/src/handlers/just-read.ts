import type { Good } from '../domain/types.js'

interface Read {
  good: Good
  /** The link's count of touches right after the one that this reading led to. */
  wanted: number
}

/** Of so many goods the last reading is kept; the oldest goes first. A page of a sweep is a thousand. */
const MOST = 5_000

/**
 * Goods that a sweep has just read and touched: their card need not ask for them a second time. Good only while nobody
 * else touched the card in between (`wanted` tells), and once. Another process, or a restart, simply asks again.
 */
export interface JustRead {
  keep(lane: string, good: Good, wanted: number): void
  take(lane: string, id: string, wanted: number): Good | undefined
}

export function createJustRead(): JustRead {
  const kept = new Map<string, Read>()
  const keyOf = (lane: string, id: string) => `${lane}/${id}`
  return {
    keep(lane, good, wanted) {
      kept.delete(keyOf(lane, good.id))
      kept.set(keyOf(lane, good.id), { good, wanted })
      if (kept.size > MOST) kept.delete(kept.keys().next().value!)
    },
    take(lane, id, wanted) {
      const read = kept.get(keyOf(lane, id))
      kept.delete(keyOf(lane, id))
      return read?.wanted === wanted ? read.good : undefined
    },
  }
}
