import { insales } from '@skladbridge/proto'
import type { TheirProduct, TheirVariant } from './schema.js'

/** `markFieldId`: the product field that carries our mark; undefined where the shop has none yet. */
export function toProduct(product: TheirProduct, markFieldId: string | undefined): insales.Product {
  const mark = product.product_field_values.find((value) => value.product_field_id === markFieldId)
  return insales.Product.fromPartial({
    id: product.id,
    title: product.title,
    // HTML, stored by the platform as sent: neither cleaned nor shortened here
    description: product.description,
    isHidden: product.is_hidden === true,
    archived: product.archived === true,
    variants: product.variants.map(toVariant),
    updatedAt: product.updated_at,
    mark: mark?.value ?? '',
  })
}

const toVariant = (variant: TheirVariant): insales.Variant =>
  insales.Variant.fromPartial({
    id: variant.id,
    title: variant.title,
    sku: variant.sku,
    barcode: variant.barcode,
    priceMinor: variant.price ?? undefined,
    oldPriceMinor: variant.old_price ?? undefined,
    costPriceMinor: variant.cost_price ?? undefined,
    quantity: variant.quantity ?? undefined,
  })
