import { eachLink } from './each-link.js'
import { differsInShop } from '../domain/differs-in-shop.js'
import type { CatalogSettings } from '@skladbridge/contracts'
import type { ShopProduct } from '../domain/types.js'
import {
  kinds,
  type CatalogSettingsStore,
  type InsalesCatalog,
  type MoyskladCatalog,
  type Pairs,
  type ProductLink,
  type ProductLinks,
} from './ports.js'
import type { ProductOutcome, ProductTurn } from './products/product-ports.js'
import type { JustRead } from './just-read.js'
import { movedCards, touchCard, touchMoved } from './touch-cards.js'

/** So many unseen cards are looked at in a turn. */
const PAGE = 500

export interface ComparePorts {
  moysklad: Pick<MoyskladCatalog, 'listChanged'>
  insales: Pick<InsalesCatalog, 'listChanged'>
  links: ProductLinks
  pairs: Pairs
  settings: CatalogSettingsStore
  justRead: JustRead
  compareIntervalMs: number
  now(): Date
}

/**
 * Daily: everything on both sides against what we remember, a page a turn, so that other work of the connection goes on in
 * between. Finds what webhooks and sweeps missed, what somebody changed in the shop by hand, and what is gone on either
 * side. Costs one request a page where all is well.
 */
export const compareSides = (ports: ComparePorts) => eachLink((link, turn) => compareOnce(ports, link, turn))

async function compareOnce(
  ports: ComparePorts,
  link: ProductLink,
  turn: ProductTurn,
): Promise<ProductOutcome> {
  const { settings } = await ports.settings.get(turn.connection)
  const rest: ProductOutcome = {
    kind: 'again',
    afterMs: ports.compareIntervalMs,
    remember: { phase: null, cursor: '', startedAt: null },
  }
  if (!settings.syncProducts) return rest
  const startedAt = link.startedAt ?? ports.now()
  const at = { startedAt, cursor: link.cursor ?? '', settings }
  const goOn = (phase: string, cursor = ''): ProductOutcome => ({
    kind: 'again',
    afterMs: 0,
    remember: { phase, cursor, startedAt },
  })
  switch (link.phase ?? 'moysklad') {
    case 'moysklad': {
      const { cursor, more } = await compareMoysklad(ports, turn, at)
      return more ? goOn('moysklad', cursor) : goOn('moysklad-gone')
    }
    case 'moysklad-gone':
      return (await touchUnseen(ports, turn, 'moysklad', startedAt)) ? goOn('moysklad-gone') : goOn('insales')
    case 'insales': {
      const { cursor, more } = await compareInsales(ports, turn, at)
      return more ? goOn('insales', cursor) : goOn('insales-gone')
    }
    default:
      return (await touchUnseen(ports, turn, 'insales', startedAt)) ? goOn('insales-gone') : rest
  }
}

interface At {
  startedAt: Date
  cursor: string
  settings: CatalogSettings
}

/** Before MoySklad was. */
const BEGINNING = '2000-01-01T00:00:00.000Z'

async function compareMoysklad(ports: ComparePorts, turn: ProductTurn, { startedAt, cursor, settings }: At) {
  const { connection, lane } = turn
  const page = await ports.moysklad.listChanged(connection.accountId, { since: BEGINNING, cursor }, turn)
  const since = Date.parse(settings.syncSince ?? BEGINNING)
  const moved = await movedCards(ports, lane, page.changed, { images: settings.syncImages })
  // what nobody loaded is not the running sync's affair unless it is new
  const ours = moved.filter(({ link, updated }) => link?.insalesProductId || Date.parse(updated) >= since)
  await touchMoved(ports.justRead, turn, ours)
  const seen = page.changed.filter(({ kind }) => kind !== 'variant').map(({ id }) => id)
  await ports.links.seenByComparison(lane, 'moysklad', seen, startedAt)
  return page
}

async function compareInsales(ports: ComparePorts, turn: ProductTurn, { startedAt, cursor }: At) {
  const { connection, lane } = turn
  const page = await ports.insales.listChanged(connection, cursor, turn)
  const changed = await changedInShop(ports, lane, page.products)
  await askToLook(ports, turn, changed)
  const ids = page.products.filter(({ archived }) => !archived).map(({ id }) => id)
  await ports.links.seenByComparison(lane, 'insales', ids, startedAt)
  return page
}

/** Cards of which the shop shows something otherwise than we wrote it. */
export async function changedInShop(
  { links, pairs }: Pick<ComparePorts, 'links' | 'pairs'>,
  lane: string,
  products: readonly ShopProduct[],
): Promise<ProductLink[]> {
  const known = await links.ofProducts(
    lane,
    products.map(({ id }) => id),
  )
  const shops = new Map(products.map((shop) => [shop.id, shop]))
  const ofCards = await pairs.ofCards(
    lane,
    known.map(({ key }) => key),
  )
  const changed = known.filter((link) =>
    differsInShop(link.written ?? {}, ofCards.get(link.key) ?? [], shops.get(link.insalesProductId!)!),
  )
  const pictures = await links.images(
    lane,
    known.map(({ key }) => key),
  )
  const lost = pictures.filter((link) => lacksPicture(link, shops.get(link.insalesProductId ?? '')))
  const keys = new Set(lost.map(({ key }) => key))
  return [...changed, ...known.filter((link) => keys.has(link.key) && !changed.includes(link))]
}

const lacksPicture = ({ images }: ProductLink, shop: ShopProduct | undefined): boolean =>
  shop !== undefined &&
  (images ?? []).some(({ insalesImageId }) => !shop.images.some(({ id }) => id === insalesImageId))

async function askToLook({ links }: ComparePorts, turn: ProductTurn, cards: ProductLink[]): Promise<void> {
  const keys = cards.map(({ key }) => key)
  // dies between the two: the next page of the next comparison finds them again
  await links.askToObserve(turn.lane, 'product', keys)
  await links.askToObserve(turn.lane, 'images', keys)
  const { connection } = turn
  await turn.touch(
    cards.flatMap(({ key, wantedImages }) => [
      { connection, kind: kinds.product, key },
      ...(wantedImages ? [{ connection, kind: kinds.images, key }] : []),
    ]),
  )
}

/** Linked, and not met on this side: deleted there, or hidden from us. Says whether there were any. */
async function touchUnseen(
  ports: ComparePorts,
  turn: ProductTurn,
  side: 'moysklad' | 'insales',
  startedAt: Date,
): Promise<boolean> {
  const unseen = await ports.links.unseenByComparison(turn.lane, side, startedAt, PAGE)
  if (unseen.length === 0) return false
  if (side === 'insales') await askToLook(ports, turn, unseen)
  else
    await turn.touch(unseen.map(({ key, assortmentKind }) => touchCard(turn.connection, key, assortmentKind)))
  const ids = unseen.map((link) => (side === 'moysklad' ? link.key : link.insalesProductId!))
  await ports.links.seenByComparison(turn.lane, side, ids, startedAt)
  return true
}
