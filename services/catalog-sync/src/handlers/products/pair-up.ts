import { fingerprint } from '../../domain/fingerprint.js'
import type { WantedCard, WantedVariant } from '../../domain/map-card.js'
import { matchVariants } from '../../domain/match-variants.js'
import { observePairs, observeVariant, shownVariant } from '../../domain/observe.js'
import type {
  Card,
  Pair,
  ShopProduct,
  ShopVariant,
  VariantValues,
  WrittenVariant,
} from '../../domain/types.js'

export const fieldsOf = (wanted: WantedVariant) => ({
  title: wanted.title,
  sku: wanted.values.sku ?? '',
  barcode: wanted.values.barcode ?? '',
})

export function newPair(
  wanted: WantedVariant,
  cardId: string,
  shop: ShopProduct,
  variant: ShopVariant,
  written: WrittenVariant,
): Pair {
  return {
    assortmentId: wanted.assortmentId,
    kind: wanted.kind,
    cardId,
    insalesProductId: shop.id,
    insalesVariantId: variant.id,
    first: shop.variants[0]?.id === variant.id,
    ...fieldsOf(wanted),
    written,
    seen: '',
    announced: false,
  }
}

/** What was given, and where the shop's answer spells it differently. */
export function writtenVariant(given: Partial<VariantValues>, answer: ShopVariant): WrittenVariant {
  const shown = shownVariant(given, answer)
  const { prices = {}, options = [], ...values } = given
  return { ...values, prices, options, ...(Object.keys(shown).length > 0 ? { shown } : {}) }
}

/** Right after its creation: by options, SKU, barcode; what is left by its place, when as many were made as asked for. */
export function pairCreated(
  wanted: WantedCard,
  given: Partial<VariantValues>[],
  cardId: string,
  shop: ShopProduct,
): Pair[] {
  const found = matchVariants(wanted.variants, shop.variants)
  const taken = new Set([...found.values()].map(({ id }) => id))
  const open = shop.variants.filter(({ id }) => !taken.has(id))
  const isWhole = shop.variants.length === wanted.variants.length
  return wanted.variants.flatMap((each, at) => {
    const variant = found.get(each.assortmentId) ?? (isWhole ? open.shift() : undefined)
    return variant ? [newPair(each, cardId, shop, variant, writtenVariant(given[at] ?? {}, variant))] : []
  })
}

/**
 * After a look at the shop: the pairs that still stand, and those found anew among variants that are nobody's (made by an
 * attempt whose answer was lost, or by the merchant).
 */
export function pairObserved(
  wanted: WantedCard | undefined,
  pairs: Pair[],
  cardId: string,
  shop: ShopProduct,
): Pair[] {
  const standing = observePairs(pairs, shop)
  const paired = new Set(standing.map(({ assortmentId }) => assortmentId))
  const taken = new Set(standing.map(({ insalesVariantId }) => insalesVariantId))
  const open = (wanted?.variants ?? []).filter(({ assortmentId }) => !paired.has(assortmentId))
  const found = matchVariants(
    open,
    shop.variants.filter(({ id }) => !taken.has(id)),
  )
  const adopted = open.flatMap((each) => {
    const variant = found.get(each.assortmentId)
    const unknown: WrittenVariant = { prices: {}, options: [] }
    return variant ? [newPair(each, cardId, shop, variant, observeVariant(unknown, variant))] : []
  })
  return [...standing, ...adopted]
}

/** With the modifications as they are now: a sweep passes over those that have not moved since. */
export function withSeen(pairs: readonly Pair[], { variants }: Card): Pair[] {
  const now = new Map(variants.map((variant) => [variant.id, variant]))
  return pairs.map((pair) => {
    const variant = now.get(pair.assortmentId)
    return variant ? { ...pair, seen: fingerprint(variant) } : pair
  })
}
