import { invalid, notFound, permalink, wholeSecond } from '../answers.js'
import { flag, has, id, records, text, type Input } from '../input.js'
import type { Product, Shop } from '../shop/types.js'
import { editProduct } from './edit.js'
import { addOptions, placeOptions, readOptions } from './options.js'
import { appendCharacteristics, replaceProperties } from './properties.js'
import {
  addVariant,
  blankVariant,
  changeVariant,
  dropVariant,
  neededPrice,
  refuseTooMany,
  refuseUnknownKeys,
  takeAttributes,
} from './variants.js'

/** Attributes stored as sent, with what stands there when nothing was sent. */
const plainDefaults: Record<string, unknown> = {
  unit: 'pce',
  sort_weight: null,
  ignore_discounts: null,
  vat: -1,
  dimensions: null,
  fiscal_product_type: 1,
  short_description: null,
  html_title: null,
  meta_keywords: null,
  meta_description: null,
  description: null,
}

/** @throws Refusal 422; then nothing is made. */
export function createProduct(shop: Shop, input: Input): Product {
  const variants = records(input['variants_attributes'])
  refuseUnknownKeys(shop, variants)
  const title = neededTitle(input)
  if (variants.length === 0) throw invalid('variants', 'не может быть пустым')
  refuseTooMany(shop, variants.length)
  variants.forEach(neededPrice)
  const now = wholeSecond(shop.kit.clock.now())
  const product: Product = {
    id: shop.nextId('product'),
    created_at: now,
    updated_at: now,
    title,
    permalink: freePermalink(shop, title),
    category_id: shop.tables.categories.rows()[0]?.id ?? 0,
    archived: false,
    is_hidden: false,
    plain: { ...plainDefaults },
    option_name_ids: [],
    characteristic_ids: [],
    field_values: [],
    collects: [],
    images: [],
    variants: [],
    bundle: flag(input['bundle']) ? true : null,
    components: [],
  }
  takeProductAttributes(shop, product, input)
  firstVariants(shop, product, input['options'], variants)
  if (product.bundle) takeComponents(shop, product, input)
  shop.tables.products.add(product)
  for (const variant of product.variants) shop.tables.variants.add(variant)
  shop.announce.productCreated(product)
  return product
}

function firstVariants(shop: Shop, product: Product, common: unknown, variants: Input[]): void {
  const forAll = readOptions(shop, common)
  const own = variants.map((variant) => readOptions(shop, variant['options']))
  product.option_name_ids = [...new Set([...forAll, ...own.flat()].map((option) => option.name.id))]
  variants.forEach((input, at) => {
    const variant = blankVariant(shop, product)
    takeAttributes(shop, product, variant, input)
    const wrong = placeOptions(shop, product, variant, [...forAll, ...(own[at] ?? [])])
    if (wrong) throw invalid('variants.options', wrong)
    product.variants.push(variant)
  })
}

/** Partial: what is not sent stays. `bundle` and components are passed over, as the shop does after creation. */
export function updateProduct(shop: Shop, product: Product, input: Input): Product {
  const variants = records(input['variants_attributes'])
  refuseUnknownKeys(shop, variants)
  if (has(input, 'title')) neededTitle(input)
  editProduct(shop, product, () => {
    takeProductAttributes(shop, product, input)
    if (has(input, 'options')) addOptions(shop, product, input['options'])
    for (const variant of variants) takeNestedVariant(shop, product, variant)
  })
  return product
}

function takeNestedVariant(shop: Shop, product: Product, input: Input): void {
  if (!has(input, 'id')) {
    addVariant(shop, product, input)
    return
  }
  const variant = product.variants.find((candidate) => candidate.id === id(input['id']))
  if (!variant) throw notFound()
  if (flag(input['_destroy'])) dropVariant(shop, product, variant.id)
  else changeVariant(shop, product, variant, input)
}

function takeProductAttributes(shop: Shop, product: Product, input: Input): void {
  if (has(input, 'title')) product.title = neededTitle(input)
  if (has(input, 'permalink')) product.permalink = text(input['permalink']) ?? product.permalink
  if (has(input, 'is_hidden')) product.is_hidden = flag(input['is_hidden'])
  for (const key of Object.keys(plainDefaults)) if (has(input, key)) product.plain[key] = input[key]
  if (has(input, 'category_id')) {
    const category = shop.tables.categories.get(id(input['category_id']))
    if (!category) throw invalid('category_id', 'Категория не найдена')
    product.category_id = category.id
  }
  if (has(input, 'properties_attributes'))
    replaceProperties(shop, product, records(input['properties_attributes']))
  appendCharacteristics(shop, product, records(input['product_characteristics_attributes']))
  takeFieldValues(shop, product, records(input['product_field_values_attributes']))
}

function takeFieldValues(shop: Shop, product: Product, values: Input[]): void {
  for (const given of values) {
    const field = shop.tables.product_fields.get(id(given['product_field_id']))
    if (!field) throw invalid('product_field_values.product_field', 'Поле не найдено')
    const value = text(given['value'])
    const known = product.field_values.find((entry) => entry.product_field_id === field.id)
    if (known) known.value = value
    else product.field_values.push({ id: shop.nextId('field_value'), product_field_id: field.id, value })
  }
}

function takeComponents(shop: Shop, product: Product, input: Input): void {
  product.components = records(input['product_bundle_components_attributes']).map((component) => {
    const variant = shop.tables.variants.get(id(component['variant_id']))
    const part = shop.tables.products.get(variant?.product_id ?? id(component['product_id']))
    const chosen = variant ?? part?.variants[0]
    if (!part || !chosen) throw invalid('product_bundle_components', 'Товар не найден')
    const quantity = Number(component['quantity'] ?? 1)
    return { id: shop.nextId('component'), product_id: part.id, variant_id: chosen.id, quantity }
  })
}

/** Deleting is archiving; doing it again, or to what never was, is no error. */
export function archiveProduct(shop: Shop, product: Product | undefined): void {
  if (!product || product.archived) return
  product.archived = true
  product.updated_at = wholeSecond(shop.kit.clock.now())
}

export function recoverProduct(shop: Shop, product: Product): void {
  editProduct(shop, product, () => {
    product.archived = false
  })
}

function neededTitle(input: Input): string {
  const title = text(input['title'])?.trim()
  if (!title) throw invalid('title', 'не может быть пустым')
  return title
}

function freePermalink(shop: Shop, title: string): string {
  const wanted = permalink(title)
  // products are told apart by the number at the end, as the shop does
  return shop.tables.products.byKey(wanted) ? `${wanted}-${shop.tables.products.size + 1}` : wanted
}
