import type { CatalogSettings } from '@skladbridge/contracts'
import { mapPrices, type PriceProblem, type PriceTerms } from './map-prices.js'
import { foldName, toDescription, toName, toWeight } from './text.js'
import type { Card, CardValues, Good, GoodKind, OptionValue, Property, VariantValues } from './types.js'

/** A modification without a value for a characteristic that its sisters have: the shop wants one for each. */
export const NO_VALUE = '—'

export interface WantedVariant {
  assortmentId: string
  kind: GoodKind
  title: string
  values: VariantValues
  /** Its own picture in MoySklad: the first one. */
  imageId: string | undefined
}

/** An option of the inSales product and the characteristic it stands for. */
export interface WantedOption {
  name: string
  characteristicId: string
}

/** What the shop should show. */
export interface WantedCard {
  values: CardValues
  options: WantedOption[]
  variants: WantedVariant[]
  problems: PriceProblem[]
  /** Two modifications that the shop could not tell apart; nothing can be written then. */
  twins: [string, string] | undefined
}

/** Modifications that are to be sold, or the product itself where it has none. */
export function sellables({ good, variants }: Card): Good[] {
  if (good.kind === 'bundle' || good.variantsCount === 0) return [good]
  return variants.filter((variant) => !variant.archived)
}

/** MoySklad's card in the shop's terms, by the merchant's settings. Whatever comes out is written as it is. */
export function mapCard(card: Card, settings: CatalogSettings, terms: PriceTerms): WantedCard {
  const { good } = card
  const sold = sellables(card)
  const options = optionsOf(sold)
  const priced = sold.map((each) => mapPrices(each, each === good ? undefined : good, settings, terms))
  const variants = sold.map((each, at): WantedVariant => ({
    assortmentId: each.id,
    kind: each.kind,
    title: toName(each.name),
    values: {
      sku: toName(each.article || good.article),
      barcode: toName(each.barcodes[0] ?? ''),
      weight: toWeight(each.weight || good.weight),
      prices: priced[at]!.prices,
      options: options.map((option) => optionOf(each, option)),
    },
    imageId: each === good ? undefined : each.images[0]?.id,
  }))
  return {
    values: {
      title: toName(good.name),
      description: toDescription(good.description),
      vat: good.vat,
      ...(settings.properties.length > 0 ? { properties: propertiesOf(card, settings) } : {}),
    },
    options,
    variants,
    problems: distinct(
      priced.flatMap(({ problems }) => problems),
      (problem) => JSON.stringify(problem),
    ),
    twins: twinsOf(variants),
  }
}

/** In the order in which MoySklad names them first. */
const optionsOf = (sold: Good[]): WantedOption[] =>
  distinct(
    sold.flatMap((good) => good.characteristics),
    ({ name }) => foldName(name),
  ).map(({ id, name }) => ({ name: toName(name), characteristicId: id }))

function optionOf(good: Good, { name }: WantedOption): OptionValue {
  const own = good.characteristics.find((characteristic) => foldName(characteristic.name) === foldName(name))
  return { name, value: toName(own?.value ?? '') || NO_VALUE }
}

function propertiesOf({ good, variants }: Card, settings: CatalogSettings): Property[] {
  const all = settings.properties.flatMap(({ attributeId, characteristic, property }) =>
    valuesOf(good, variants, attributeId, characteristic).map((value) => ({
      name: toName(property),
      value: toName(value),
    })),
  )
  return distinct(
    all.filter(({ value }) => value !== ''),
    ({ name, value }) => `${foldName(name)}\n${foldName(value)}`,
  )
}

function valuesOf(
  good: Good,
  variants: Good[],
  attributeId: string | undefined,
  characteristic: string | undefined,
): string[] {
  if (attributeId !== undefined)
    return good.attributes.filter(({ id }) => id === attributeId).map(({ value }) => value)
  const wanted = foldName(characteristic ?? '')
  return variants
    .filter((variant) => !variant.archived)
    .flatMap((variant) => variant.characteristics)
    .filter(({ name }) => foldName(name) === wanted)
    .map(({ value }) => value)
}

/** The options of a variant, however they are ordered and spelled. */
export const optionsKey = (options: readonly OptionValue[]): string =>
  options
    .map(({ name, value }) => `${foldName(name)}=${foldName(value)}`)
    .sort()
    .join('\n')

function twinsOf(variants: WantedVariant[]): [string, string] | undefined {
  const seen = new Map<string, string>()
  for (const { title, values } of variants) {
    const key = optionsKey(values.options)
    const twin = seen.get(key)
    if (twin !== undefined) return [twin, title]
    seen.set(key, title)
  }
  return undefined
}

/** The first of each key, in order. */
export function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>()
  return items.filter((item) => !seen.has(keyOf(item)) && seen.add(keyOf(item)))
}
