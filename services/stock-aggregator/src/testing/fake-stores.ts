import type { Hold } from '../domain/decide-hold.js'
import type { Component } from '../domain/types.js'
import type { Run, SentRow, StockPorts } from '../handlers/ports.js'

type Kept = Pick<StockPorts, 'sent' | 'bundles' | 'holds' | 'runs'>

/** What stock-aggregator keeps of one lane, in memory. */
export function fakeStores() {
  const kept = {
    sent: new Map<string, SentRow & { unverified: boolean }>(),
    holds: new Map<string, Hold>(),
    runs: [] as Run[],
  }
  const ports: Kept = {
    sent: sentOf(kept.sent),
    bundles: bundlesOf(),
    holds: holdsOf(kept.holds),
    runs: {
      add: async (_connection, run) => void kept.runs.unshift({ ...run }),
      list: async (_connection, limit) => kept.runs.slice(0, limit),
    },
  }
  return { kept, ports }
}

function sentOf(sent: Map<string, SentRow & { unverified: boolean }>): Kept['sent'] {
  const of = (ids: readonly string[]) => ids.flatMap((id) => sent.get(id) ?? [])
  return {
    lastSent: async (_lane, ids) => new Map(of(ids).map((row) => [row.insalesVariantId, row.level])),
    async remember(_lane, changes) {
      for (const change of changes)
        sent.set(change.insalesVariantId, { ...change, sentAt: new Date(0), lost: 0, unverified: true })
    },
    async *notSeen(_lane, none, isSeen) {
      yield [...sent.values()].filter((row) => row.level.quantity > none && !isSeen(row.assortmentId))
    },
    countAbove: async (_lane, none) => [...sent.values()].filter((row) => row.level.quantity > none).length,
    forget: async (_lane, ids) => ids.forEach((id) => sent.delete(id)),
    rows: async (_lane, ids) => of(ids),
    unverified: async (_lane, limit) => [...sent.values()].filter((row) => row.unverified).slice(0, limit),
    verified: async (_lane, ids) =>
      of(ids).forEach((row) => Object.assign(row, { unverified: false, lost: 0 })),
    sentAgain: async (_lane, ids) =>
      of(ids).forEach((row) => Object.assign(row, { unverified: true, lost: row.lost + 1 })),
  }
}

function bundlesOf(): Kept['bundles'] {
  const bundles = new Map<string, { components: Component[]; readAt: Date }>()
  return {
    async note(_lane, ids) {
      for (const id of ids) if (!bundles.has(id)) bundles.set(id, { components: [], readAt: new Date(0) })
    },
    async put(_lane, read, readAt) {
      for (const [id, components] of read) bundles.set(id, { components: [...components], readAt })
    },
    get: async (_lane, ids) => new Map([...bundles].filter(([id]) => ids.includes(id))),
    ids: async () => [...bundles.keys()],
    withComponents: async (_lane, ids) =>
      [...bundles].flatMap(([id, { components }]) =>
        components.some((each) => ids.includes(each.assortmentId)) ? [id] : [],
      ),
  }
}

const holdsOf = (holds: Map<string, Hold>): Kept['holds'] => ({
  get: async (lane) => holds.get(lane),
  put: async (lane, hold) => void holds.set(lane, hold),
  async decide(lane, runId, state, decidedAt) {
    const hold = holds.get(lane)
    if (hold?.runId !== runId || (hold.state !== 'held' && hold.state !== state)) return undefined
    holds.set(lane, { ...hold, state, decidedAt })
    return holds.get(lane)
  },
  clear: async (lane) => void holds.delete(lane),
})
