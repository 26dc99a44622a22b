import { Refusal, invalid, notFound, wholeSecond } from '../answers.js'
import { has, id, numeric, text, type Input } from '../input.js'
import type { Product, Shop, Variant } from '../shop/types.js'
import { placeOptions, readOptions } from './options.js'
import { takeStock } from './stock.js'
import { editProduct } from './edit.js'

const nested = [
  'id',
  '_destroy',
  'sku',
  'barcode',
  'price',
  'old_price',
  'base_price',
  'cost_price',
  'quantity',
  'weight',
  'dimensions',
  'image_id',
  'image_ids',
  'options',
  'variant_field_values_attributes',
]

/** Inside variants_attributes an unknown key is refused, not passed over (`external_id` is one). */
export function refuseUnknownKeys(shop: Shop, variants: Input[]): void {
  const known = new Set([...nested, ...priceKeys(shop), ...warehouseKeys(shop)])
  if (!shop.behaviour.nestedOptions) known.delete('options')
  const unknown = [...new Set(variants.flatMap((variant) => Object.keys(variant)))].filter(
    (key) => !known.has(key),
  )
  if (unknown.length > 0) {
    throw invalid('variants_attributes', `undefined keys [${unknown.map((key) => `"${key}"`).join(', ')}]`)
  }
}

export function refuseTooMany(shop: Shop, count: number): void {
  const { mostVariants } = shop.behaviour
  if (count > mostVariants) throw invalid('variants', `не может быть больше ${mostVariants}`)
}

export function blankVariant(shop: Shop, product: Product): Variant {
  const now = wholeSecond(shop.kit.clock.now())
  return {
    id: shop.nextId('variant'),
    product_id: product.id,
    created_at: now,
    updated_at: now,
    sku: null,
    barcode: null,
    weight: null,
    dimensions: null,
    price: 0,
    old_price: null,
    base_price: 0,
    cost_price: null,
    extra_prices: [],
    stock: null,
    image_ids: [],
    option_value_ids: [],
    external_id: null,
  }
}

/** Takes over all but the options. @throws Refusal 422 by field; then the variant may be half written. */
export function takeAttributes(shop: Shop, product: Product, variant: Variant, input: Input): void {
  for (const key of ['sku', 'barcode', 'external_id'] as const)
    if (has(input, key)) variant[key] = text(input[key])
  for (const key of ['old_price', 'cost_price', 'weight'] as const) {
    if (has(input, key)) variant[key] = numeric(input[key], key)
  }
  if (has(input, 'base_price')) variant.base_price = numeric(input['base_price'], 'base_price')
  if (has(input, 'price')) variant.price = neededPrice(input)
  // people type the Cyrillic х
  if (has(input, 'dimensions'))
    variant.dimensions = text(input['dimensions'])?.replaceAll(/[хХX]/g, 'x') ?? null
  takeExtraPrices(shop, variant, input)
  takeStock(shop, variant, input)
  takeImages(product, variant, input)
}

function takeImages(product: Product, variant: Variant, input: Input): void {
  if (!has(input, 'image_id') && !has(input, 'image_ids')) return
  const asked = Array.isArray(input['image_ids']) ? input['image_ids'] : [input['image_id']]
  const ids = asked.filter((value) => value != null).map(id)
  if (ids.some((imageId) => !product.images.some((image) => image.id === imageId))) {
    throw invalid('image_id', 'Изображение не найдено')
  }
  variant.image_ids = ids
}

export function neededPrice(input: Input): number {
  const price = numeric(input['price'], 'price')
  if (price === null) throw invalid('price', 'не может быть пустым')
  return price
}

function takeExtraPrices(shop: Shop, variant: Variant, input: Input): void {
  const known = priceKeys(shop)
  for (const key of Object.keys(input).filter((name) => /^price\d+$/.test(name))) {
    const at = known.indexOf(key)
    if (at < 0) throw invalid(key, 'Тип цен не найден')
    variant.extra_prices[at] = numeric(input[key], key)
  }
}

export function createVariant(shop: Shop, product: Product, input: Input): Variant {
  let variant: Variant | undefined
  editProduct(shop, product, () => (variant = addVariant(shop, product, input)))
  return variant!
}

/** Part of a larger edit. */
export function addVariant(shop: Shop, product: Product, input: Input): Variant {
  const variant = blankVariant(shop, product)
  neededPrice(input)
  takeAttributes(shop, product, variant, input)
  const wrong = placeOptions(shop, product, variant, readOptions(shop, input['options']))
  refuseTooMany(shop, product.variants.length + 1)
  // creating alone wraps its errors
  if (wrong) throw new Refusal(422, { status: 'error', errors: { options: [wrong] } })
  product.variants.push(variant)
  shop.tables.variants.add(variant)
  return variant
}

export function updateVariant(shop: Shop, product: Product, variantId: number, input: Input): Variant {
  const variant = product.variants.find((candidate) => candidate.id === variantId)
  if (!variant) throw notFound()
  editProduct(shop, product, () => changeVariant(shop, product, variant, input))
  return variant
}

/** All of it or, when something is wrong, nothing. */
export function changeVariant(shop: Shop, product: Product, variant: Variant, input: Input): void {
  const draft = structuredClone(variant)
  takeAttributes(shop, product, draft, input)
  if (has(input, 'options')) {
    const others = { ...product, variants: product.variants.filter((other) => other !== variant) }
    const wrong = placeOptions(shop, others, draft, readOptions(shop, input['options']))
    if (wrong) throw invalid('options', wrong)
  }
  if (JSON.stringify(draft) === JSON.stringify(variant)) return
  Object.assign(variant, draft, { updated_at: wholeSecond(shop.kit.clock.now()) })
}

export function deleteVariant(shop: Shop, product: Product, variantId: number): void {
  editProduct(shop, product, () => dropVariant(shop, product, variantId))
}

/** Part of a larger edit. */
export function dropVariant(shop: Shop, product: Product, variantId: number): void {
  const variant = product.variants.find((candidate) => candidate.id === variantId)
  if (!variant) throw notFound()
  if (product.variants.length === 1) throw invalid('base', 'Нельзя удалить последний вариант')
  product.variants = product.variants.filter((other) => other !== variant)
  shop.tables.variants.delete(variantId)
}

/** price2, price3, … by the price kinds there are. */
export function priceKeys(shop: Shop): string[] {
  return shop.tables.price_kinds.rows().map((kind) => String(kind['variant_price_method_name']))
}

export function warehouseKeys(shop: Shop): string[] {
  return shop.tables.warehouses
    .rows()
    .map((warehouse) => `quantity_at_warehouse${String(warehouse['array_index'])}`)
}
