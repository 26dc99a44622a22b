import { mapCard } from '../../domain/map-card.js'
import { observeCard } from '../../domain/observe.js'
import type { LoadItem } from '../../domain/load-types.js'
import type { Card, Pair, ShopProduct } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import { kinds, type ProductLink, type ProductLinkOwn } from '../ports.js'
import { announcePairs } from '../products/announce-pairs.js'
import { rememberLinked } from '../products/create-card.js'
import { writeAttributes } from '../products/finish-batch.js'
import { pairObserved } from '../products/pair-up.js'
import { readBatch, readCards } from '../products/read-batch.js'
import type { ProductTurn } from '../products/product-ports.js'
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
  const weddings = items.map((item): Wedding => {
    const isGood = !/^\d+$/.test(item.sourceId)
    return isGood
      ? { item, cardId: item.sourceId, productId: item.targetId }
      : { item, cardId: item.targetId, productId: item.sourceId }
  })
  const { settings } = await ports.settings.get(turn.connection)
  const asLinks = weddings.map(({ cardId }) => ({ key: cardId, assortmentKind: 'product' }) as ProductLink)
  const cards = await readCards(ports, settings, asLinks, turn)
  const ids = weddings.map(({ productId }) => productId)
  const shops = await ports.insales.getMany(turn.connection, ids, turn)
  const batch = await readBatch(ports, settings, [...cards.values()], turn)
  const others = await ports.links.ofProducts(turn.lane, ids)
  const ends = new Map<string, ItemEnd>()
  const joined: { wedding: Wedding; card: Card }[] = []
  for (const wedding of weddings) {
    const { item, cardId, productId } = wedding
    const [card, shop] = [cards.get(cardId), shops.get(productId)]
    const other = others.find((link) => link.insalesProductId === productId && link.key !== cardId)
    if (!card || !shop)
      ends.set(item.id, failed(item, catalogErrors.CATALOG_LOAD_SOURCE_GONE({ title: item.title })))
    else if (other || joined.some(({ wedding: one }) => one.productId === productId || one.cardId === cardId))
      ends.set(item.id, failed(item, taken(productId, other?.title ?? item.title)))
    else {
      const wanted = mapCard(card, settings, batch.terms)
      const pairs = pairObserved(wanted, [], cardId, shop)
      if (pairs.length === 0) {
        const title = item.title
        ends.set(
          item.id,
          failed(item, catalogErrors.CATALOG_VARIANTS_UNMATCHED({ product: productId, title })),
        )
        continue
      }
      await join(ports, turn, { card, shop, pairs, options: wanted.options, attribute: productId })
      joined.push({ wedding, card })
      ends.set(item.id, { id: item.id, state: 'done', targetId: item.targetId })
    }
  }
  const writes = joined.map(({ wedding, card }) => ({
    goodId: wedding.cardId,
    kind: card.good.kind === 'bundle' ? ('bundle' as const) : ('product' as const),
    value: wedding.productId,
  }))
  await writeAttributes(ports, turn, batch, writes)
  return [...ends.values()]
}

const failed = ({ id }: LoadItem, { code, text }: { code: string; text: string }): ItemEnd => ({
  id,
  state: 'failed',
  failure: { code, text },
})

const taken = (product: string, other: string) => catalogErrors.CATALOG_SHOP_PRODUCT_TAKEN({ product, other })

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
