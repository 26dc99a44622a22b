import { textDigest, type ShownProduct } from '@skladbridge/contracts'
import { sameProperties } from './compare.js'
import { foldName, sameText, sameWeight } from './text.js'
import type { Pair, WrittenCard } from './types.js'

/**
 * Does a webhook's product show anything that we wrote otherwise than we wrote it? Cheaper than `differsInShop`, and only a
 * reason to ask the shop: what the hint does not carry, the daily comparison finds.
 */
export function differsInHint(written: WrittenCard, pairs: readonly Pair[], hint: ShownProduct): boolean {
  const { title, description, hidden, properties, collections, shown } = written
  if (title !== undefined && ![title, shown?.title].some((mine) => same(mine, hint.title))) return true
  const digests = [description, shown?.description].map((mine) => mine !== undefined && textDigest(mine))
  if (description !== undefined && !digests.includes(hint.descriptionDigest)) return true
  if (hidden === true && !hint.hidden) return true
  if (collections?.some((id) => !hint.collectionIds.includes(id))) return true
  if (properties && !hasProperties(written, hint)) return true
  const variants = new Map(hint.variants.map((variant) => [variant.id, variant]))
  return pairs.some((pair) => differs(pair, variants.get(pair.insalesVariantId)))
}

const same = (mine: string | undefined, theirs: string): boolean =>
  mine !== undefined && sameText(mine, theirs)

function hasProperties({ properties = [], shown }: WrittenCard, hint: ShownProduct): boolean {
  const names = new Set(properties.map(({ name }) => foldName(name)))
  const ours = hint.properties.filter(({ name }) => names.has(foldName(name)))
  return sameProperties(properties, ours) || sameProperties(shown?.properties ?? [], ours)
}

type ShownVariant = ShownProduct['variants'][number]

function differs({ written }: Pair, hint: ShownVariant | undefined): boolean {
  if (!hint) return true
  const { sku, barcode, weight, prices, shown } = written
  if (sku !== undefined && ![sku, shown?.sku].some((mine) => same(mine, hint.sku))) return true
  if (barcode !== undefined && ![barcode, shown?.barcode].some((mine) => same(mine, hint.barcode)))
    return true
  const weights = [weight, shown?.weight].filter((mine) => mine !== undefined)
  if (weights.length > 0 && !weights.some((mine) => sameWeight(mine, hint.weight))) return true
  return Object.entries(prices).some(([target, value]) => {
    const now = hint.prices[target] ?? 0
    return now !== value && now !== shown?.prices?.[target as never]
  })
}
