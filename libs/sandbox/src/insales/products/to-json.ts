import { decimal, stamp } from '../answers.js'
import type { Image, Product, Shop, Titled, Variant } from '../shop/types.js'
import { variantTitle } from './options.js'
import { totalStock } from './stock.js'

export function productJson(shop: Shop, product: Product): Record<string, unknown> {
  const { tables } = shop
  const characteristics = product.characteristic_ids.flatMap((id) => tables.characteristics.get(id) ?? [])
  const propertyIds = [...new Set(characteristics.map((characteristic) => characteristic.property_id))]
  return {
    id: product.id,
    category_id: product.category_id,
    created_at: stamp(product.created_at),
    updated_at: stamp(product.updated_at),
    is_hidden: product.is_hidden,
    available: product.variants.some(isAvailable),
    archived: product.archived,
    canonical_url_collection_id: collectionIds(shop, product)[0] ?? null,
    custom_template: null,
    ...product.plain,
    title: product.title,
    permalink: product.permalink,
    currency_code: 'RUR',
    collections_ids: collectionIds(shop, product),
    sales_channels_id: null,
    images: product.images.map((image) => imageJson(shop, image)),
    video_links: [],
    option_names: product.option_name_ids.flatMap((id) => titled(tables.option_names.get(id))),
    properties: propertyIds.flatMap((id) => titled(tables.properties.get(id))),
    characteristics: characteristics.map(({ id, property_id, title, permalink }) => ({
      id,
      property_id,
      title,
      permalink,
    })),
    product_field_values: product.field_values,
    variants: product.variants.map((variant) => variantJson(shop, variant)),
    product_bundle_components: product.components,
    bundle: product.bundle,
    product_accessory_links: [],
  }
}

export function variantJson(shop: Shop, variant: Variant): Record<string, unknown> {
  return {
    id: variant.id,
    title: variantTitle(shop, variant),
    product_id: variant.product_id,
    sku: variant.sku,
    barcode: variant.barcode,
    dimensions: variant.dimensions,
    available: isAvailable(variant),
    image_ids: variant.image_ids,
    image_id: variant.image_ids[0] ?? null,
    weight: decimal(variant.weight),
    created_at: stamp(variant.created_at),
    updated_at: stamp(variant.updated_at),
    quantity: totalStock(variant),
    ...stockByWarehouse(shop, variant),
    ...prices(shop, variant),
    variant_field_values: [],
    option_values: variant.option_value_ids.flatMap((id) => shop.tables.option_values.get(id) ?? []),
  }
}

function stockByWarehouse(shop: Shop, variant: Variant): Record<string, unknown> {
  const warehouses = shop.tables.warehouses.rows()
  return Object.fromEntries(
    warehouses.map((row, at) => [
      `quantity_at_warehouse${String(row['array_index'])}`,
      decimal(variant.stock?.[at] ?? 0),
    ]),
  )
}

function prices(shop: Shop, variant: Variant): Record<string, unknown> {
  const kinds = shop.tables.price_kinds.rows()
  const extra = kinds.map((_, at) => decimal(variant.extra_prices[at] ?? null))
  const named = (suffix: string) =>
    Object.fromEntries(
      kinds.map((kind, at) => [`${String(kind['variant_price_method_name'])}${suffix}`, extra[at]]),
    )
  return {
    cost_price: decimal(variant.cost_price),
    cost_price_in_site_currency: decimal(variant.cost_price),
    price_in_site_currency: decimal(variant.price),
    base_price: decimal(variant.base_price),
    old_price: decimal(variant.old_price),
    ...named(''),
    price: decimal(variant.price),
    base_price_in_site_currency: decimal(variant.base_price),
    old_price_in_site_currency: decimal(variant.old_price),
    ...named('_in_site_currency'),
    prices: extra,
    prices_in_site_currency: extra,
  }
}

export function imageJson(shop: Shop, image: Image): Record<string, unknown> {
  const loading = '/images/loading.gif'
  const url = (size: string) =>
    image.processing ? loading : `${shop.publicUrl()}/images/products/${image.id}/${size}${image.filename}`
  return {
    id: image.id,
    product_id: image.product_id,
    position: image.position,
    created_at: stamp(image.created_at),
    image_processing: image.processing,
    external_id: image.external_id,
    title: image.title,
    filename: image.filename,
    original_url: url(''),
    large_url: url('large_'),
    medium_url: url('medium_'),
    compact_url: url('compact_'),
    small_url: url('small_'),
    thumb_url: url('thumb_'),
  }
}

/** Collections of the product and all above them: the parent is added by itself. */
export function collectionIds(shop: Shop, product: Product): number[] {
  const found = new Set<number>()
  for (const collect of product.collects) {
    let id: unknown = collect.collection_id
    while (typeof id === 'number' && !found.has(id)) {
      found.add(id)
      id = shop.tables.collections.get(id)?.['parent_id']
    }
  }
  return [...found].sort((a, b) => a - b)
}

const isAvailable = (variant: Variant) => variant.stock === null || (totalStock(variant) ?? 0) > 0
const titled = (row: Titled | undefined) =>
  row ? [{ id: row.id, title: row.title, permalink: row.permalink }] : []
