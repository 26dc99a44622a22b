import { eachLink } from './each-link.js'
import {
  kinds,
  type CatalogSettingsStore,
  type MoyskladCatalog,
  type Pairs,
  type ProductLink,
  type ProductLinks,
} from './ports.js'
import type { ProductOutcome, ProductTurn } from './products/product-ports.js'
import { touchCard } from './touch-cards.js'

interface Ports {
  moysklad: Pick<MoyskladCatalog, 'stockChanged'>
  links: Pick<ProductLinks, 'find'>
  pairs: Pick<Pairs, 'byAssortments'>
  settings: CatalogSettingsStore
  now(): Date
}

/** MoySklad tells what moved within a day; we ask a little further back than we asked last. */
const OVERLAP_MS = 120_000
const DAY_MS = 86_400_000

/**
 * Only for the filter «only with stock»: cards whose stock came or went are looked at again. One request, for however many
 * documents moved stock meanwhile.
 */
export const sweepStock = (ports: Ports) => eachLink((link, turn) => sweepOnce(ports, link, turn))

async function sweepOnce(ports: Ports, link: ProductLink, turn: ProductTurn): Promise<ProductOutcome> {
  const { connection } = turn
  const { settings } = await ports.settings.get(connection)
  if (!settings.syncProducts || !settings.filter.onlyWithStock) return { kind: 'done' }
  const now = ports.now()
  const from = Math.max((link.startedAt?.getTime() ?? 0) - OVERLAP_MS, now.getTime() - DAY_MS + OVERLAP_MS)
  for await (const rows of ports.moysklad.stockChanged(connection.accountId, new Date(from), turn)) {
    const pieces = new Map(rows.map(({ id, quantity }) => [id, quantity]))
    await turn.touch(await crossing(ports, turn, pieces))
  }
  return { kind: 'done', remember: { startedAt: now } }
}

/** Those that are passed over and have stock now, and those that are shown and have none. */
async function crossing({ links, pairs }: Ports, turn: ProductTurn, pieces: ReadonlyMap<string, number>) {
  const ids = [...pieces.keys()]
  const cardOf = new Map(
    (await pairs.byAssortments(turn.lane, ids)).map((pair) => [pair.assortmentId, pair.cardId]),
  )
  const cards = await links.find(turn.lane, [...new Set(ids.map((id) => cardOf.get(id) ?? id))])
  const isOut = new Map(cards.map(({ key, skipped }) => [key, skipped === 'filtered']))
  const { connection } = turn
  return ids.flatMap((id) => {
    const key = cardOf.get(id) ?? id
    const out = isOut.get(key)
    const hasStock = (pieces.get(id) ?? 0) > 0
    // a modification of a card that is passed over has no pair: its product is asked for
    if (out === undefined) return hasStock ? [{ connection, kind: kinds.variant, key: id }] : []
    return out === hasStock ? [touchCard(connection, key)] : []
  })
}
