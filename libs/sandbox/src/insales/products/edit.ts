import { wholeSecond } from '../answers.js'
import type { Product, Shop } from '../shop/types.js'
import { productJson } from './to-json.js'

/**
 * Runs a change. If anything that the API shows is different after it, the product is touched and announced;
 * if it throws, the product is as before.
 */
export function editProduct(shop: Shop, product: Product, change: () => void): boolean {
  const before = JSON.stringify(productJson(shop, product))
  const undo = remember(shop, product)
  try {
    change()
  } catch (error) {
    undo()
    throw error
  }
  if (JSON.stringify(productJson(shop, product)) === before) return false
  product.updated_at = wholeSecond(shop.kit.clock.now())
  shop.announce.productUpdated(product)
  return true
}

function remember(shop: Shop, product: Product): () => void {
  const { variants, ...rest } = product
  const kept = {
    ...rest,
    plain: { ...product.plain },
    option_name_ids: [...product.option_name_ids],
    characteristic_ids: [...product.characteristic_ids],
    field_values: product.field_values.map((value) => ({ ...value })),
    images: [...product.images],
  }
  const keptVariants = variants.map((variant) => ({ variant, copy: structuredClone(variant) }))
  return () => {
    for (const variant of product.variants) shop.tables.variants.delete(variant.id)
    Object.assign(product, kept)
    product.variants = keptVariants.map(({ variant, copy }) => Object.assign(variant, copy))
    for (const variant of product.variants) shop.tables.variants.add(variant)
  }
}
