import type { CatalogSettings, PriceTarget } from '@skladbridge/contracts'
import { optionsKey } from './map-card.js'
import { foldName, toName, toWeight } from './text.js'
import type { OptionValue, Prices, ShopProduct, ShopVariant } from './types.js'

export interface ImportTerms {
  settings: CatalogSettings
  priceTypes: readonly { id: string; name: string; isDefault: boolean }[]
  /** Extra price kinds of the shop: id = method name. */
  priceKinds: readonly { id: string; name: string }[]
}

/** MoySklad keeps so much of a description. */
const DESCRIPTION_MAX = 4096

export interface ImportedPrices {
  salePrices: { typeId: string; valueMinor: number }[]
  buyPriceMinor: number | undefined
}

/**
 * The shop's prices by the merchant's own map, read from right to left. What the map does not name: the price becomes the
 * first price type, the cost price the buy price, and the others the price type of their name, where there is one.
 */
export function mapImportPrices(
  prices: Prices,
  { settings, priceTypes, priceKinds }: ImportTerms,
): ImportedPrices {
  const first = priceTypes.find(({ isDefault }) => isDefault) ?? priceTypes[0]
  const mapped = new Map(settings.prices.map(({ insales, moysklad }) => [insales, moysklad]))
  const named = (name: string) => priceTypes.find((type) => foldName(type.name) === foldName(name))?.id
  const sourceOf = (target: PriceTarget): string | undefined => {
    const chosen = mapped.get(target)
    if (chosen !== undefined) return chosen === 'min' ? undefined : chosen
    if (target === 'price') return first?.id
    if (target === 'cost_price') return 'buy'
    if (target === 'old_price') return named('Старая цена') ?? named('Цена до скидки')
    return named(priceKinds.find(({ id }) => id === target)?.name ?? '')
  }
  const sale = new Map<string, number>()
  let buyPriceMinor: number | undefined
  for (const [target, value] of Object.entries(prices) as [PriceTarget, number][]) {
    const source = sourceOf(target)
    if (source === 'buy') buyPriceMinor = value
    else if (source !== undefined && !sale.has(source)) sale.set(source, value)
  }
  const salePrices = [...sale].map(([typeId, valueMinor]) => ({ typeId, valueMinor }))
  return { salePrices, buyPriceMinor }
}

/** Has it modifications? One variant without options is the product itself. */
export const hasVariants = ({ variants, optionNames }: ShopProduct): boolean =>
  variants.length > 1 || (optionNames.length > 0 && (variants[0]?.options.length ?? 0) > 0)

/** Of a shop that lets variants stand without options, they are told apart by their SKU. */
export function characteristicsOf(variant: ShopVariant): OptionValue[] {
  const own = variant.options.map(({ name, value }) => ({ name: toName(name), value: toName(value) || '—' }))
  return own.length > 0 ? own : [{ name: 'Вариант', value: toName(variant.sku) || variant.id }]
}

/** Two variants that MoySklad could not tell apart. */
export function importTwins({ variants }: ShopProduct): [ShopVariant, ShopVariant] | undefined {
  const seen = new Map<string, ShopVariant>()
  for (const variant of variants) {
    const key = optionsKey(characteristicsOf(variant))
    const twin = seen.get(key)
    if (twin) return [twin, variant]
    seen.set(key, variant)
  }
  return undefined
}

export const importText = (text: string): string => {
  const clean = text.replace(/\r\n?/g, '\n').trim()
  return clean.length > DESCRIPTION_MAX ? clean.slice(0, DESCRIPTION_MAX).trimEnd() : clean
}

export const importWeight = (weight: number): number | undefined =>
  weight > 0 ? toWeight(weight) : undefined

/** A name may come with several values: one field holds them all. */
export function propertiesOf({ properties }: ShopProduct): { name: string; value: string }[] {
  const values = new Map<string, { name: string; all: string[] }>()
  for (const { name, value } of properties) {
    const known = values.get(foldName(name)) ?? { name: toName(name), all: [] }
    known.all.push(toName(value))
    values.set(foldName(name), known)
  }
  return [...values.values()]
    .filter(({ name }) => name !== '')
    .map(({ name, all }) => ({ name, value: toName(all.join(', ')) }))
}
