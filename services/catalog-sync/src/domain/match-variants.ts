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
    const taken = new Set([...found.values()].map(({ id }) => id))
    const rivals = byKey(
      wanted.filter(({ assortmentId }) => !found.has(assortmentId)),
      ours,
    )
    const fits = byKey(
      shop.filter(({ id }) => !taken.has(id)),
      theirs,
    )
    for (const [key, [each, ...others]] of rivals) {
      const [fit, ...more] = fits.get(key) ?? []
      if (key !== '' && each && fit && others.length + more.length === 0) found.set(each.assortmentId, fit)
    }
  }
  const [only] = wanted
  const [one] = shop
  if (found.size === 0 && wanted.length === 1 && shop.length === 1) found.set(only!.assortmentId, one!)
  return found
}

function byKey<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
