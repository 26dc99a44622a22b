import type { insales } from '@skladbridge/proto'
import { readExtraPrices, readStocks } from './extra-fields.js'
import type { TheirImage, TheirProduct, TheirVariant } from './schema.js'

/** `markFieldId`: the product field that carries our mark; undefined where the shop has none yet. */
export function toProduct(product: TheirProduct, markFieldId: string | undefined): insales.Product {
  const mark = product.product_field_values.find((value) => value.product_field_id === markFieldId)
  return {
    id: product.id,
    title: product.title,
    // HTML, stored by the platform as sent: neither cleaned nor shortened here
    description: product.description,
    permalink: product.permalink,
    isHidden: product.is_hidden === true,
    archived: product.archived === true,
    vat: product.vat ?? -1,
    collectionIds: product.collections_ids,
    images: product.images.map(toImage).sort((a, b) => a.position - b.position),
    optionNames: product.option_names.map(({ title }) => title),
    properties: toProperties(product),
    bundle: product.bundle === true,
    components: product.product_bundle_components.map((component) => ({
      productId: component.product_id ?? '',
      variantId: component.variant_id ?? '',
      quantity: component.quantity ?? 1,
    })),
    variants: product.variants.map((variant) => toVariant(variant, product.option_names)),
    updatedAt: product.updated_at,
    mark: mark?.value ?? '',
  }
}

/** Names and values come apart, joined by the property's id (D10 «Параметры»); a name may have several values. */
function toProperties({ properties, characteristics }: TheirProduct): insales.Property[] {
  const names = new Map(properties.map(({ id, title }) => [id, title]))
  return characteristics.flatMap(({ property_id, title }) => {
    const name = names.get(property_id)
    return name === undefined ? [] : [{ name, value: title }]
  })
}

export const toImage = ({ id, filename, title, position, ...image }: TheirImage): insales.Image => ({
  id,
  filename,
  title,
  position: position ?? 0,
  url: image.image_processing === true ? '' : image.original_url,
})

const toVariant = (variant: TheirVariant, optionNames: TheirProduct['option_names']): insales.Variant => ({
  id: variant.id,
  title: variant.title,
  sku: variant.sku,
  barcode: variant.barcode,
  priceMinor: variant.price ?? undefined,
  oldPriceMinor: variant.old_price ?? undefined,
  costPriceMinor: variant.cost_price ?? undefined,
  extraPricesMinor: readExtraPrices(variant),
  quantity: variant.quantity ?? undefined,
  quantityAtWarehouse: readStocks(variant),
  weight: variant.weight ?? 0,
  imageIds: variant.image_ids,
  options: optionNames.flatMap(({ id, title: name }) => {
    const value = variant.option_values.find((one) => one.option_name_id === id)
    return value ? [{ name, value: value.title }] : []
  }),
})
