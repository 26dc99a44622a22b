import { AppError } from '@skladbridge/errors'
import { mapCard } from '../../domain/map-card.js'
import { observeCard } from '../../domain/observe.js'
import type { LoadItem } from '../../domain/load-types.js'
import type { Card, Pair, ShopProduct } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import { kinds, type AttributeWrite, type ProductLink, type ProductLinkOwn } from '../ports.js'
import { announcePairs } from '../products/announce-pairs.js'
import { rememberLinked } from '../products/create-card.js'
import { writeAttributes } from '../products/finish-batch.js'
import { pairObserved } from '../products/pair-up.js'
import { readBatch, readCards } from '../products/read-batch.js'
import type { Batch, ProductTurn } from '../products/product-ports.js'
import type { ItemEnd, LoadPorts } from './load-ports.js'

/** Both sides are asked for so many at once. */
const AT_ONCE = 100

interface Wedding {
  item: LoadItem
  cardId: string
  productId: string
}

/**
 * Cards that stand on both sides: remembered as one, nothing of them is written but «ID товара inSales», all of a hundred in
 * one request. What differs is the running sync's affair. Done twice it is the same.
 */
export async function linkCards(ports: LoadPorts, turn: ProductTurn, items: LoadItem[]): Promise<ItemEnd[]> {
  const ends: ItemEnd[] = []
  for (let from = 0; from < items.length; from += AT_ONCE)
    ends.push(...(await linkSome(ports, turn, items.slice(from, from + AT_ONCE))))
  return ends
}

async function linkSome(ports: LoadPorts, turn: ProductTurn, items: LoadItem[]): Promise<ItemEnd[]> {
  const weddings = items.map(toWedding)
  const { settings } = await ports.settings.get(turn.connection)
  const asLinks = weddings.map(
    ({ cardId }) => ({ key: cardId, wanted: -1, assortmentKind: 'product' }) as ProductLink,
  )
  const cards = await readCards(ports, settings, asLinks, turn)
  const ids = weddings.map(({ productId }) => productId)
  const shops = await ports.insales.getMany(turn.connection, ids, turn)
  const batch = await readBatch(ports, settings, [...cards.values()], turn)
  const taken = new Map<string, { cardId: string; title: string }>()
  for (const { insalesProductId, key, title } of await ports.links.ofProducts(turn.lane, ids))
    taken.set(insalesProductId ?? '', { cardId: key, title: title ?? key })
  const ends: ItemEnd[] = []
  const writes: AttributeWrite[] = []
  for (const wedding of weddings) {
    const { item, cardId, productId } = wedding
    const match = matchOf(wedding, cards.get(cardId), shops.get(productId), taken, batch)
    if (match instanceof AppError) {
      ends.push(failed(item, match))
      continue
    }
    taken.set(productId, { cardId, title: item.title })
    await join(ports, turn, match)
    const kind = match.card.good.kind === 'bundle' ? 'bundle' : 'product'
    writes.push({ goodId: cardId, kind, value: productId })
    ends.push({ id: item.id, state: 'done', targetId: item.targetId })
  }
  await writeAttributes(ports, turn, batch, writes)
  return ends
}

/** Ids of the shop are numbers, those of MoySklad never are. */
function toWedding(item: LoadItem): Wedding {
  const { sourceId, targetId } = item
  return /^\d+$/.test(sourceId)
    ? { item, cardId: targetId, productId: sourceId }
    : { item, cardId: sourceId, productId: targetId }
}

/** What becomes one, or why it cannot. */
function matchOf(
  { item: { title }, cardId, productId }: Wedding,
  card: Card | undefined,
  shop: ShopProduct | undefined,
  taken: ReadonlyMap<string, { cardId: string; title: string }>,
  { settings, terms }: Batch,
): Joined | AppError {
  if (!card || !shop) return catalogErrors.CATALOG_LOAD_SOURCE_GONE({ title })
  const other = taken.get(productId)
  if (other && other.cardId !== cardId)
    return catalogErrors.CATALOG_SHOP_PRODUCT_TAKEN({ product: productId, other: other.title })
  const wanted = mapCard(card, settings, terms)
  const pairs = pairObserved(wanted, [], cardId, shop)
  return pairs.length === 0
    ? catalogErrors.CATALOG_VARIANTS_UNMATCHED({ product: productId, title })
    : { card, shop, pairs, options: wanted.options, attribute: productId }
}

const failed = ({ id }: LoadItem, { code, text }: { code: string; text: string }): ItemEnd => ({
  id,
  state: 'failed',
  failure: { code, text },
})

export interface Joined {
  card: Card
  shop: ShopProduct
  pairs: Pair[]
  options: { name: string; characteristicId: string }[]
  /** What «ID товара inSales» says. */
  attribute: string
  collections?: string[]
}

/** Pairs first, then the card's link, then the news: whoever hears them will ask for the pairs. */
export async function join(
  ports: Pick<LoadPorts, 'pairs' | 'links' | 'announce'>,
  turn: ProductTurn,
  { card, shop, pairs, options, attribute, collections = [] }: Joined,
): Promise<void> {
  const { good } = card
  await ports.pairs.put(turn.lane, pairs)
  const written = { ...observeCard({ options, collections }, shop, []) }
  const [known] = await ports.links.find(turn.lane, [good.id])
  const own: Partial<ProductLinkOwn> = {
    ...rememberLinked({} as ProductLink, shop, written, pairs),
    assortmentKind: good.kind,
    title: good.name,
    sku: good.article,
    attribute,
    skipped: null,
    birth: null,
  }
  if (known) await turn.remember(known, own)
  const { connection } = turn
  await turn.touch([{ connection, kind: kinds.product, key: good.id, onInsert: own }])
  await announcePairs(ports, turn, pairs)
}
