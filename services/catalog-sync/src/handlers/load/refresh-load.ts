import { sourceOf, type Load, type LoadItem, type Side } from '../../domain/load-types.js'
import type { ProductOutcome, ProductTurn } from '../products/product-ports.js'
import type { LoadPorts } from './load-ports.js'
import { decideRows } from './match-page.js'
import { prepareGroups, readSide } from './prepare-load.js'

/** So many cards are decided about at a time, with all of their modifications in memory. */
const AT_ONCE = 200

/**
 * Time has passed between the preview and the start: what has changed since is read on both sides, a page a turn, and the cards
 * it touches are decided about again. What the merchant decided by hand stands. Dies anywhere: the page is read again.
 */
export async function refreshLoad(ports: LoadPorts, turn: ProductTurn, load: Load): Promise<ProductOutcome> {
  for (const side of ['moysklad', 'insales'] as const) {
    const { rows, cursor, more } = await readSide(ports, turn, load, side, load.readTo[side])
    const ids = rows.map(({ id }) => id)
    const before = await ports.staging.byIds(load.id, side, ids)
    await ports.staging.put(load.id, rows)
    await decideAgain(ports, turn, load, await cardsOf(ports, load, side, [...before, ...rows]))
    load.readTo = { ...load.readTo, [side]: cursor }
    await ports.loads.set(turn.lane, load.id, { readTo: load.readTo })
    if (more) return { kind: 'again', afterMs: 0 }
  }
  await prepareGroups(ports, turn, load)
  const counts = await ports.items.counts(load.id)
  const { waiting, done, failed } = await ports.items.states(load.id)
  const total = waiting + done + failed
  await ports.loads.set(turn.lane, load.id, { counts, total, preparedAt: ports.now() })
  return { kind: 'again', afterMs: 0 }
}

/** Cards of the source that these rows are, or that share a key with them. */
async function cardsOf(
  { staging }: Pick<LoadPorts, 'staging'>,
  load: Load,
  side: Side,
  rows: readonly { cardId: string; keys: string[] }[],
): Promise<string[]> {
  const source = sourceOf(load.direction)
  const keys = [...new Set(rows.flatMap((row) => row.keys))]
  const alike = await staging.withKeys(load.id, source, keys)
  return [...new Set([...(side === source ? rows : []), ...alike].map(({ cardId }) => cardId))]
}

async function decideAgain(ports: LoadPorts, turn: ProductTurn, load: Load, ids: string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE)
    const rows = await ports.staging.byIds(load.id, sourceOf(load.direction), some)
    const items = await decideRows(ports, turn, load, rows)
    const known = await ports.items.getMany(
      load.id,
      items.map(({ id }) => id),
    )
    const byHand = new Set(known.filter(isByHand).map(({ id }) => id))
    await ports.items.put(
      load.id,
      turn.lane,
      items.filter(({ id }) => !byHand.has(id)),
    )
  }
}

const isByHand = ({ reason }: LoadItem): boolean =>
  reason === 'by-hand' || reason === 'CATALOG_LOAD_SKIP_BY_HAND'
