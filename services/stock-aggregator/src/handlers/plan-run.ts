import type { StockSettings } from '@skladbridge/contracts'
import { decideChanges } from '../domain/decide-changes.js'
import { decideLevels, neededFor } from '../domain/decide-levels.js'
import { addRows, emptySums, isSeen, seenIds, type Sums } from '../domain/sum-stock.js'
import type { Change, LinkedVariant } from '../domain/types.js'
import { freshBundles } from './fresh-bundles.js'
import type { Job } from './job.js'
import { NAMED_AT_MOST, type StockReport } from './ports.js'

export type Scope =
  { kind: 'full' } | { kind: 'changed'; since: Date } | { kind: 'items'; assortmentIds: readonly string[] }

/** Differences by variant id, so that a product that is met twice is changed once. */
export type Changes = Map<string, Change>

/** Resolve and compare this many at once. */
const CHUNK = 500

/** Reads MoySklad and works out all that differs from what was last sent. Writes nothing. */
export async function planRun(job: Job, scope: Scope): Promise<Changes> {
  if (scope.kind === 'full') return planAll(job)
  if (scope.kind === 'items') return planLinked(job, await resolve(job, scope.assortmentIds))
  const stockType = reportType(job.settings)
  const changed = await readSums(job, { stockType, byStore: false, changedSince: scope.since })
  const ids = [...seenIds(changed)]
  const linked = await resolve(job, [...ids, ...(await bundlesOf(job, ids))])
  return planLinked(job, linked, changed)
}

/** With a whole report: what is not in it has none left. */
async function planAll(job: Job): Promise<Changes> {
  const { ports, turn, settings } = job
  const sums = await readWhole(job)
  const changes: Changes = new Map()
  for (const ids of chunksOf(seenIds(sums))) await compare(job, await resolve(job, ids), sums, changes)
  if (settings.bundles === 'components') {
    for (const ids of chunksOf(await ports.bundles.ids(turn.lane)))
      await compare(job, await resolve(job, ids), sums, changes)
  }
  const unseen = ports.sent.notSeen(turn.lane, settings.zeroAs, (id) => isSeen(sums, id))
  for await (const page of unseen) {
    const linked = await resolve(
      job,
      page.map((row) => row.assortmentId),
    )
    await forgetUnlinked(job, page, linked)
    await compare(job, linked, sums, changes)
  }
  return changes
}

/** Not linked any more: not ours to write. Linked again, it is told anew. */
async function forgetUnlinked(
  { ports, turn }: Job,
  page: readonly { assortmentId: string; insalesVariantId: string }[],
  linked: readonly LinkedVariant[],
): Promise<void> {
  const still = new Set(linked.map((link) => link.assortmentId))
  const gone = page.filter((row) => !still.has(row.assortmentId)).map((row) => row.insalesVariantId)
  if (gone.length > 0) await ports.sent.forget(turn.lane, gone)
}

/**
 * Of some products. `changed` is enough where it has every row they hang on, summed over all warehouses; else what they hang
 * on is asked for by name, or, when that would take more than one request, the whole report is read.
 */
async function planLinked(job: Job, linked: readonly LinkedVariant[], changed?: Sums): Promise<Changes> {
  const changes: Changes = new Map()
  if (linked.length === 0) return changes
  const needed = neededFor(linked, await freshBundles(job, linked))
  const { places, settings } = job
  const isEnough =
    changed &&
    places.storeIds.length === 0 &&
    !addsInTransit(settings) &&
    needed.every((id) => isSeen(changed, id))
  const sums = isEnough
    ? changed
    : await readWhole(job, needed.length <= NAMED_AT_MOST ? { assortmentIds: needed } : {})
  await compare(job, linked, sums, changes)
  return changes
}

async function compare(job: Job, linked: readonly LinkedVariant[], sums: Sums, changes: Changes) {
  const { ports, turn, settings, places } = job
  if (linked.length === 0) return
  const bundles = await freshBundles(job, linked)
  const levels = decideLevels({ linked, sums, bundles, settings, warehouses: places.warehouses })
  const sent = await ports.sent.lastSent(
    turn.lane,
    levels.map((each) => each.insalesVariantId),
  )
  for (const change of decideChanges(levels, sent)) changes.set(change.insalesVariantId, change)
}

async function resolve(job: Job, assortmentIds: readonly string[]): Promise<LinkedVariant[]> {
  const { ports, turn, settings } = job
  const whole = settings.target === 'first-variant'
  const linked = new Map<string, LinkedVariant>()
  for (const ids of chunksOf(assortmentIds))
    for (const link of await ports.catalog.resolve(turn.connection, ids, { whole }, turn))
      linked.set(link.assortmentId, link)
  return [...linked.values()]
}

const bundlesOf = async ({ ports, turn, settings }: Job, ids: readonly string[]): Promise<string[]> =>
  settings.bundles === 'components' && ids.length > 0 ? ports.bundles.withComponents(turn.lane, ids) : []

/** `quantity` has what is on its way; with what is on its way, free stock is `quantity` too. */
const addsInTransit = ({ stockType, withInTransit }: StockSettings) => withInTransit && stockType === 'stock'
const reportType = ({ stockType, withInTransit }: StockSettings) =>
  withInTransit && stockType === 'freeStock' ? 'quantity' : stockType

/** By warehouse, with rows under recalculation marked. */
async function readWhole(job: Job, named: { assortmentIds?: readonly string[] } = {}): Promise<Sums> {
  const { settings, places } = job
  const report = { byStore: true, storeIds: places.storeIds, ...named }
  const sums = await readSums(job, { ...report, stockType: reportType(settings) })
  return addsInTransit(settings) ? readSums(job, { ...report, stockType: 'inTransit' }, sums) : sums
}

async function readSums(job: Job, report: StockReport, sums = emptySums(job.places)): Promise<Sums> {
  const { ports, turn, run, places } = job
  // rows that MoySklad has summed name no warehouse: they only tell which goods moved
  const counted = report.byStore ? places : { ...places, of: () => 0 }
  run.requests += 1
  for await (const rows of ports.moysklad.current(turn.connection.accountId, report, turn)) {
    run.rowsRead += rows.length
    addRows(sums, rows, counted)
  }
  return sums
}

function* chunksOf(ids: Iterable<string>): Generator<string[]> {
  let chunk: string[] = []
  for (const id of ids) {
    chunk.push(id)
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
