import { sameOptions } from './compare.js'
import { observeCard, observePairs } from './observe.js'
import type { Pair, ShopProduct, WrittenCard } from './types.js'

/**
 * Does the shop show anything that we wrote otherwise than we wrote it? Our own echo does not. What was never written by
 * us, and what the merchant adds besides, is no difference.
 */
export function differsInShop(written: WrittenCard, pairs: readonly Pair[], shop: ShopProduct): boolean {
  const names = (written.properties ?? []).map(({ name }) => name)
  const now = observeCard(written, shop, names)
  const fields = ['title', 'description', 'hidden', 'vat', 'properties'] as const
  if (fields.some((field) => written[field] !== undefined && now[field] !== written[field])) return true
  if ((written.collections ?? []).length !== (now.collections ?? []).length) return true
  const standing = observePairs(pairs, shop)
  return standing.length < pairs.length || standing.some((pair, at) => isOther(pairs[at]!, pair))
}

function isOther({ written }: Pair, { written: now }: Pair): boolean {
  const fields = ['sku', 'barcode', 'weight', 'imageId'] as const
  if (fields.some((field) => written[field] !== undefined && now[field] !== written[field])) return true
  const prices = Object.entries(written.prices)
  if (prices.some(([target, value]) => (now.prices[target as never] ?? 0) !== value)) return true
  return !sameOptions(written.options, now.options)
}
