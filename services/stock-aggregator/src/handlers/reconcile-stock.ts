import { all } from './outcomes.js'
import type { StockLink, StockPorts, StockTurn } from './ports.js'
import type { Scope } from './plan-run.js'
import { runStock } from './run-stock.js'

/** Runs one scope for a batch of links, unless stock sync is off. */
async function run(ports: StockPorts, turn: StockTurn, scope: Scope): Promise<'ran' | 'off'> {
  const { settings } = await ports.settings.get(turn.connection)
  if (!settings.syncStock) return 'off'
  await runStock(ports, turn, settings, scope)
  return 'ran'
}

/** Assortments just linked: their stock goes over at once. */
export const reconcileItems = (ports: StockPorts) => async (links: StockLink[], turn: StockTurn) => {
  await run(ports, turn, { kind: 'items', assortmentIds: links.map((link) => link.key) })
  return all(links, { kind: 'done' })
}

/** MoySklad looks back at most 24 hours (api/moysklad.md §3, `changedSince`); a little less, for clocks that differ. */
const LONGEST_LOOK_BACK_MS = 23 * 60 * 60 * 1000

/**
 * The fast path: what changed since the last one began. It reads `overlapMs` further back, as MoySklad's documentation
 * advises, for rows under recalculation come late. Nothing known, or too long ago: the safe path has it all.
 */
export const reconcileChanged =
  (ports: StockPorts, { overlapMs }: { overlapMs: number }) =>
  async (links: StockLink[], turn: StockTurn) => {
    const startedAt = ports.now()
    const through = links[0]?.through?.getTime() ?? startedAt.getTime()
    const since = Math.max(through - overlapMs, startedAt.getTime() - LONGEST_LOOK_BACK_MS)
    await run(ports, turn, { kind: 'changed', since: new Date(since) })
    return all(links, { kind: 'done', remember: { through: startedAt } })
  }

/** The safe path: everything, by the clock. */
export const reconcileFull =
  (ports: StockPorts, { intervalMs }: { intervalMs: number }) =>
  async (links: StockLink[], turn: StockTurn) => {
    await run(ports, turn, { kind: 'full' })
    return all(links, { kind: 'again', afterMs: intervalMs })
  }
