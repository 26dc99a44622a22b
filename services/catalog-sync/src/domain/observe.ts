import { sameCardField, sameVariantField } from './compare.js'
import { foldName } from './text.js'
import type {
  CardValues,
  Pair,
  Prices,
  ShopProduct,
  ShopVariant,
  VariantValues,
  WrittenCard,
  WrittenVariant,
} from './types.js'

type CardField = keyof CardValues
const cardFields: CardField[] = ['title', 'description', 'hidden', 'vat', 'properties']
const variantFields = ['sku', 'barcode', 'weight'] as const

/** The shop's product in the terms of what we write. `properties`: only those with these names are ours. */
export function readCard(shop: ShopProduct, ourProperties: readonly string[]): Required<CardValues> {
  const ours = new Set(ourProperties.map(foldName))
  return {
    title: shop.title,
    description: shop.description,
    hidden: shop.isHidden,
    vat: shop.vat,
    properties: shop.properties.filter(({ name }) => ours.has(foldName(name))),
  }
}

/**
 * What is known to be written, put right by what the shop shows now: a field that someone changed there by hand holds
 * the shop's value from now on, so that the next decision writes it again. What the shop merely spells differently
 * (`shown`) stays as it is. A product that we hid and someone shows again is a change; one hidden by hand is not.
 */
export function observeCard(
  written: WrittenCard,
  shop: ShopProduct,
  ourProperties: readonly string[],
): WrittenCard {
  const now = readCard(shop, ourProperties)
  const next: WrittenCard = { ...written }
  for (const field of cardFields) {
    if (field === 'hidden' && written.hidden !== true) continue
    const same = sameCardField[field] as (a: unknown, b: unknown) => boolean
    if (same(written[field], now[field]) || same(written.shown?.[field], now[field])) continue
    Object.assign(next, { [field]: now[field] })
  }
  next.options = shop.optionNames.map(
    (name) =>
      written.options?.find((option) => foldName(option.name) === foldName(name)) ?? {
        name,
        characteristicId: '',
      },
  )
  next.collections = (written.collections ?? []).filter((id) => shop.collectionIds.includes(id))
  return next
}

/** The same for one variant; undefined = it stands in the shop no longer. */
export function observeVariant(written: WrittenVariant, shop: ShopVariant): WrittenVariant {
  const next: WrittenVariant = { ...written, options: shop.options, prices: { ...shop.prices } }
  for (const field of variantFields) {
    const same = sameVariantField[field] as (a: unknown, b: unknown) => boolean
    if (same(written[field], shop[field]) || same(written.shown?.[field], shop[field])) continue
    Object.assign(next, { [field]: shop[field] })
  }
  for (const [target, value] of Object.entries(written.shown?.prices ?? {}) as [keyof Prices, number][]) {
    // the shop rounds this price in its own way
    if (shop.prices[target] === value && written.prices[target] !== undefined)
      next.prices[target] = written.prices[target]
  }
  if (written.imageId !== undefined && !shop.imageIds.includes(written.imageId)) delete next.imageId
  return next
}

/** Pairs whose variant the shop still has, put right by what it shows. */
export function observePairs(pairs: readonly Pair[], shop: ShopProduct): Pair[] {
  const variants = new Map(shop.variants.map((variant) => [variant.id, variant]))
  return pairs.flatMap((pair) => {
    const variant = variants.get(pair.insalesVariantId)
    if (!variant) return []
    const first = shop.variants[0]?.id === variant.id
    return [{ ...pair, first, written: observeVariant(pair.written, variant) }]
  })
}

/** Right after a write: the fields that the shop's answer spells differently from what it was given. */
export function shownCard(given: CardValues, answer: Required<CardValues>): CardValues {
  const differing = cardFields.filter((field) => {
    const same = sameCardField[field] as (a: unknown, b: unknown) => boolean
    return given[field] !== undefined && !same(given[field], answer[field])
  })
  return Object.fromEntries(differing.map((field) => [field, answer[field]]))
}

export function shownVariant(
  given: Partial<VariantValues>,
  answer: ShopVariant,
): NonNullable<WrittenVariant['shown']> {
  const fields = variantFields.filter((field) => {
    const same = sameVariantField[field] as (a: unknown, b: unknown) => boolean
    return given[field] !== undefined && !same(given[field], answer[field])
  })
  const prices = Object.entries(given.prices ?? {}) as [keyof Prices, number][]
  const other = prices.filter(([target, value]) => (answer.prices[target] ?? 0) !== value)
  return {
    ...Object.fromEntries(fields.map((field) => [field, answer[field]])),
    ...(other.length > 0
      ? { prices: Object.fromEntries(other.map(([target]) => [target, answer.prices[target] ?? 0])) }
      : {}),
  }
}
