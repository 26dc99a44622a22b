import { optionsKey, type WantedVariant } from './map-card.js'
import type { ShopVariant } from './types.js'

/**
 * Which variant of the shop is which of ours: by options, then SKU, then barcode; the only one with the only one. Each
 * is taken once, and what fits several is left alone.
 */
export function matchVariants(
  wanted: readonly WantedVariant[],
  shop: readonly ShopVariant[],
): Map<string, ShopVariant> {
  const found = new Map<string, ShopVariant>()
  const rules: { ours: (w: WantedVariant) => string; theirs: (s: ShopVariant) => string }[] = [
    { ours: (w) => optionsKey(w.values.options), theirs: (s) => optionsKey(s.options) },
    { ours: (w) => w.values.sku ?? '', theirs: (s) => s.sku.trim() },
    { ours: (w) => w.values.barcode ?? '', theirs: (s) => s.barcode.trim() },
  ]
  for (const { ours, theirs } of rules) {
    const openOurs = wanted.filter((each) => !found.has(each.assortmentId))
    const taken = new Set([...found.values()].map(({ id }) => id))
    const openTheirs = shop.filter(({ id }) => !taken.has(id))
    for (const each of openOurs) {
      const key = ours(each)
      const fits = openTheirs.filter((candidate) => theirs(candidate) === key)
      const rivals = openOurs.filter((other) => ours(other) === key)
      if (key !== '' && fits.length === 1 && rivals.length === 1) found.set(each.assortmentId, fits[0]!)
    }
  }
  const [only] = wanted
  const [one] = shop
  if (found.size === 0 && wanted.length === 1 && shop.length === 1) found.set(only!.assortmentId, one!)
  return found
}
