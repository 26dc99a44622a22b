import type { StockSettings } from '@skladbridge/contracts'
import type { Turn } from '@skladbridge/reconciler'
import { decideQuantities } from '../domain/decide-quantities.js'
import { addRows } from '../domain/sum-stock.js'
import type { SentQuantity, Sums } from '../domain/types.js'
import type {
  AnnounceRun,
  CatalogLinks,
  InsalesVariants,
  MoyskladStock,
  Run,
  RunStore,
  SentStore,
  StockLinkOwn,
  StockReport,
  StockSettingsStore,
} from './ports.js'

export interface StockPorts {
  moysklad: MoyskladStock
  insales: InsalesVariants
  catalog: CatalogLinks
  sent: SentStore
  runs: RunStore
  settings: StockSettingsStore
  announce: AnnounceRun
  now(): Date
  uuid(): string
}

export type StockTurn = Turn<StockLinkOwn>

/** Resolve and write this many at once: one gRPC call, ten group updates. */
const CHUNK = 1000

export type Scope =
  { kind: 'full' } | { kind: 'changed'; since: Date } | { kind: 'items'; assortmentIds: string[] }

/**
 * One run: read the report, sum, compare with what was last sent, write the differences. Quantities are absolute and what was
 * sent is remembered after each chunk, so a run that dies is simply run again: it writes only what is left.
 */
export async function runStock(
  ports: StockPorts,
  turn: StockTurn,
  settings: StockSettings,
  scope: Scope,
): Promise<Run> {
  const run: Run = {
    id: ports.uuid(),
    kind: scope.kind === 'full' ? 'full' : 'changed',
    startedAt: ports.now(),
    finishedAt: ports.now(),
    rowsRead: 0,
    changed: 0,
    written: 0,
    failed: 0,
    requests: 0,
  }
  const { sums, asked, absentIsZero } = await read(ports, turn, run, settings, scope)
  for (let at = 0; at < asked.length; at += CHUNK) {
    await sendChunk(ports, turn, run, { assortmentIds: asked.slice(at, at + CHUNK), sums, absentIsZero })
  }
  if (scope.kind === 'full') await sendZeros(ports, turn, run, sums)
  run.finishedAt = ports.now()
  await ports.runs.add(turn.connection, run)
  ports.announce(turn.connection, run)
  return run
}

interface Reading {
  sums: Sums
  /** The assortments to look at. */
  asked: string[]
  /** Does one without a row have none left? Only where it was asked for by name. */
  absentIsZero: boolean
}

async function read(
  ports: StockPorts,
  turn: StockTurn,
  run: Run,
  settings: StockSettings,
  scope: Scope,
): Promise<Reading> {
  const { stockType, storeIds } = settings
  if (scope.kind === 'items') {
    const { assortmentIds } = scope
    const sums = await readReport(ports, turn, run, settings, {
      stockType,
      byStore: true,
      storeIds,
      assortmentIds,
    })
    return { sums, asked: assortmentIds, absentIsZero: true }
  }
  if (scope.kind === 'full') {
    const sums = await readReport(ports, turn, run, settings, { stockType, byStore: true, storeIds })
    return { sums, asked: [...sums.keys()], absentIsZero: false }
  }
  const all = { ...settings, storeIds: [] }
  const changed = await readReport(ports, turn, run, all, {
    stockType,
    byStore: false,
    changedSince: scope.since,
  })
  const assortmentIds = [...changed.keys()]
  if (storeIds.length === 0 || assortmentIds.length === 0) {
    return { sums: changed, asked: assortmentIds, absentIsZero: false }
  }
  // the changed rows are sums over all warehouses: the chosen ones are asked for by name
  return read(ports, turn, run, settings, { kind: 'items', assortmentIds })
}

async function readReport(
  ports: StockPorts,
  turn: StockTurn,
  run: Run,
  settings: StockSettings,
  report: StockReport,
): Promise<Sums> {
  const sums: Sums = new Map()
  run.requests += 1
  for await (const rows of ports.moysklad.current(turn.connection.accountId, report, turn)) {
    run.rowsRead += rows.length
    addRows(sums, rows, settings)
  }
  return sums
}

async function sendChunk(
  ports: StockPorts,
  turn: StockTurn,
  run: Run,
  chunk: { assortmentIds: string[]; sums: Sums; absentIsZero: boolean },
): Promise<void> {
  const linked = await ports.catalog.resolve(turn.connection, chunk.assortmentIds, turn)
  const sent = await ports.sent.lastSent(
    turn.lane,
    linked.map((link) => link.insalesVariantId),
  )
  await send(
    ports,
    turn,
    run,
    decideQuantities({ linked, sums: chunk.sums, sent, absentIsZero: chunk.absentIsZero }),
  )
}

/** A full report that has no row for what we sent before: there is none left of it. */
async function sendZeros(ports: StockPorts, turn: StockTurn, run: Run, sums: Sums): Promise<void> {
  for await (const linked of ports.sent.notSeenIn(turn.lane, new Set(sums.keys()))) {
    const sent = await ports.sent.lastSent(
      turn.lane,
      linked.map((link) => link.insalesVariantId),
    )
    await send(ports, turn, run, decideQuantities({ linked, sums: new Map(), sent, absentIsZero: true }))
  }
}

async function send(ports: StockPorts, turn: StockTurn, run: Run, changes: SentQuantity[]): Promise<void> {
  if (changes.length === 0) return
  run.changed += changes.length
  run.requests += await ports.insales.updateQuantities(turn.connection, changes, turn)
  await ports.sent.remember(turn.lane, changes, run.id)
  run.written += changes.length
}
