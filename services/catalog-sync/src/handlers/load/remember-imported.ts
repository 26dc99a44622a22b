import { characteristicsOf, hasVariants } from '../../domain/map-import.js'
import { compositionOf } from '../../domain/composition.js'
import type { LoadItem } from '../../domain/load-types.js'
import { readCard, shownCard, shownVariant } from '../../domain/observe.js'
import { toDescription } from '../../domain/text.js'
import type { Pair, ShopProduct, ShopVariant, WrittenCard } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import { kinds, type JournalNote, type ProductLinkOwn } from '../ports.js'
import { announcePairs } from '../products/announce-pairs.js'
import type { ProductTurn } from '../products/product-ports.js'
import type { GoodWrite, LoadPorts } from './load-ports.js'

/** A product that is in MoySklad now. */
export interface Made {
  item: LoadItem
  shop: ShopProduct
  write: GoodWrite
  goodId: string
  /** MoySklad's modification by the shop's variant. */
  variantIds: Map<string, string>
}

export const imported = (item: LoadItem, shop: ShopProduct, write: GoodWrite, goodId: string): Made => ({
  item,
  shop,
  write,
  goodId,
  variantIds: new Map(),
})

/**
 * Pairs first, then the cards' links, then the news: whoever hears them will ask for the pairs. What MoySklad was given and
 * the shop shows are taken for the same, however much of it MoySklad could keep: the running sync writes nothing back.
 */
export async function rememberImported(ports: LoadPorts, turn: ProductTurn, made: Made[]): Promise<void> {
  if (made.length === 0) return
  const pairs = made.flatMap(pairsOf)
  await ports.pairs.put(turn.lane, pairs)
  const known = await ports.links.find(
    turn.lane,
    made.map(({ goodId }) => goodId),
  )
  const byKey = new Map(known.map((link) => [link.key, link]))
  const { connection } = turn
  for (const each of made) {
    const link = byKey.get(each.goodId)
    if (link) await turn.remember(link, linkOf(each))
  }
  await turn.touch(
    made.map((each) => ({ connection, kind: kinds.product, key: each.goodId, onInsert: linkOf(each) })),
  )
  await announcePairs(ports, turn, pairs)
  const notes = made.flatMap(cutNotes)
  if (notes.length > 0) await ports.journal(connection, notes)
}

function linkOf({ shop, write, item, variantIds }: Made): Partial<ProductLinkOwn> {
  const given = {
    title: write.name ?? '',
    description: toDescription(write.description ?? ''),
    vat: shop.vat,
  }
  const shown = shownCard(given, readCard(shop, []))
  const written: WrittenCard = {
    ...given,
    options: shop.optionNames.map((name) => ({ name, characteristicId: '' })),
    ...(shop.bundle ? { composition: compositionOf(write) } : {}),
    collections: item.parentId === '' ? [] : [item.parentId],
    ...(Object.keys(shown).length > 0 ? { shown } : {}),
  }
  return {
    assortmentKind: shop.bundle ? 'bundle' : 'product',
    title: given.title,
    sku: write.article ?? '',
    insalesProductId: shop.id,
    attribute: shop.id,
    intent: null,
    unlinked: false,
    skipped: null,
    written,
    variants: Math.max(1, variantIds.size),
  }
}

function pairsOf({ shop, write, goodId, variantIds }: Made): Pair[] {
  const isPlain = shop.bundle || !hasVariants(shop)
  return shop.variants.flatMap((variant, at): Pair[] => {
    const assortmentId = isPlain ? (at === 0 ? goodId : undefined) : variantIds.get(variant.id)
    if (assortmentId === undefined) return []
    const given = givenOf(variant, write)
    const shown = shownVariant(given, variant)
    return [
      {
        assortmentId,
        kind: isPlain ? (shop.bundle ? 'bundle' : 'product') : 'variant',
        cardId: goodId,
        insalesProductId: shop.id,
        insalesVariantId: variant.id,
        first: at === 0,
        title: write.name ?? '',
        sku: given.sku,
        barcode: given.barcode,
        written: {
          ...given,
          prices: { ...variant.prices },
          options: isPlain ? [] : characteristicsOf(variant),
          ...(Object.keys(shown).length > 0 ? { shown } : {}),
        },
        seen: '',
        announced: false,
      },
    ]
  })
}

/** A modification has no weight of its own in MoySklad: its product's stands for it. */
const givenOf = ({ sku, barcode }: ShopVariant, write: GoodWrite) => ({
  sku: sku.trim(),
  barcode: barcode.trim(),
  weight: write.weight ?? 0,
})

function cutNotes({ shop, write, goodId, item }: Made): JournalNote[] {
  const kept = (write.description ?? '').length
  if (kept >= shop.description.replace(/\r\n?/g, '\n').trim().length) return []
  const error = catalogErrors.CATALOG_LOAD_DESCRIPTION_CUT({ title: item.title })
  return [{ outcome: 'note', subjectId: goodId, subjectTitle: item.title, said: error }]
}
