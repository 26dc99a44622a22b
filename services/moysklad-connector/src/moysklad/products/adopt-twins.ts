import type { moysklad } from '@skladbridge/proto'
import { moyskladErrors, side } from '../../errors.js'
import type { MoyskladApi } from '../api.js'
import { listVariants } from './products.js'
import type { SaveResult } from './saved.js'

/** As many ids as fit an address. */
const productsAtOnce = 100

/**
 * 15000 says that the product has a modification with these characteristics: made by an attempt whose answer was lost, or
 * by a person. A creation takes it for its own; an update that would make two alike is the merchant's to solve.
 */
export async function adoptTwins(
  api: MoyskladApi,
  changes: moysklad.ProductChange[],
  results: SaveResult[],
): Promise<SaveResult[]> {
  const isTwin = (at: number): boolean => {
    const result = results[at]!
    return 'refusal' in result && result.refusal.code === 'MOYSKLAD_VARIANT_EXISTS'
  }
  const productIds = new Set(
    changes.flatMap((change, at) => (isTwin(at) && !change.id ? change.productId : [])),
  )
  const standing = await standingVariants(api, [...productIds])
  return results.map((result, at) => {
    const change = changes[at]!
    if (!isTwin(at) || !('refusal' in result)) return result
    if (change.id) return { refusal: clashOf(result.refusal.details['about'] ?? '') }
    const row = standing.get(keyOf(change.productId, change.characteristics))
    return row ? { row, began: 0, adopted: true } : result
  })
}

async function standingVariants(
  api: MoyskladApi,
  productIds: string[],
): Promise<Map<string, moysklad.Product>> {
  const standing = new Map<string, moysklad.Product>()
  for (let from = 0; from < productIds.length; from += productsAtOnce) {
    const some = productIds.slice(from, from + productsAtOnce)
    for await (const { products } of listVariants(api, some, { images: false })) {
      for (const variant of products) standing.set(keyOf(variant.productId, variant.characteristics), variant)
    }
  }
  return standing
}

const keyOf = (productId: string, characteristics: moysklad.Characteristic[]): string =>
  JSON.stringify([productId, ...characteristics.map(({ name, value }) => [name, value]).sort()])

const clashOf = (about: string) =>
  moyskladErrors.MOYSKLAD_VARIANT_CLASH({ side, about, field: 'characteristics' })
