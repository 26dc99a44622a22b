import type { CatalogSettings, PriceTarget } from '@skladbridge/contracts'
import { convert, round, type Currencies } from './money.js'
import type { Good, Price, Prices } from './types.js'

export interface PriceTerms {
  currencies: Currencies
  /** Extra price kinds of the shop by method name; undefined = not asked. One that is gone is not written. */
  priceKinds: ReadonlySet<string> | undefined
  /** Price types of the account; undefined = not asked. */
  priceTypes: ReadonlySet<string> | undefined
}

/** Why a row of the map gives no price: told to the merchant, never guessed. */
export type PriceProblem =
  | { code: 'CATALOG_PRICE_TYPE_GONE'; source: string }
  | { code: 'CATALOG_PRICE_KIND_GONE'; target: string }
  | { code: 'CATALOG_RATE_UNKNOWN'; source: string }

export type PriceRow = CatalogSettings['prices'][number]

/** The merchant's map; none = the account's first price type is the price. */
export function priceRows(settings: CatalogSettings, good: Good): PriceRow[] {
  if (settings.prices.length > 0) return settings.prices
  const first = good.salePrices[0]
  return first ? [{ moysklad: first.typeId, insales: 'price' }] : []
}

/**
 * Kopecks by their place in the shop. A modification without a price of its own takes its product's (`parent`), as
 * MoySklad's own page does.
 */
export function mapPrices(
  good: Good,
  parent: Good | undefined,
  settings: CatalogSettings,
  terms: PriceTerms,
): { prices: Prices; problems: PriceProblem[] } {
  const prices: Prices = {}
  const problems: PriceProblem[] = []
  for (const { moysklad, insales } of priceRows(settings, parent ?? good)) {
    const found = ownPrice(good, moysklad, parent)
    const problem = problemOf({ moysklad, insales }, terms)
    const value = found && convert(found, terms.currencies)
    if (problem) problems.push(problem)
    else if (found && value === undefined) problems.push({ code: 'CATALOG_RATE_UNKNOWN', source: moysklad })
    else prices[insales] = round(value ?? 0, settings.rounding)
  }
  return { prices, problems }
}

/** MoySklad's API shows a price that a modification does not have as zero (fixture variant.get). */
function ownPrice(good: Good, source: string, parent: Good | undefined): Price | undefined {
  const own = priceOf(good, source)
  return parent && !own?.valueMinor ? (priceOf(parent, source) ?? own) : own
}

function problemOf({ moysklad, insales }: PriceRow, terms: PriceTerms): PriceProblem | undefined {
  const isExtra = /^price\d+$/.test(insales)
  if (isExtra && terms.priceKinds && !terms.priceKinds.has(insales))
    return { code: 'CATALOG_PRICE_KIND_GONE', target: insales }
  const isType = moysklad !== 'buy' && moysklad !== 'min'
  if (isType && terms.priceTypes && !terms.priceTypes.has(moysklad))
    return { code: 'CATALOG_PRICE_TYPE_GONE', source: moysklad }
  return undefined
}

function priceOf(good: Good, source: string): Price | undefined {
  if (source === 'buy') return good.buyPrice
  if (source === 'min') return good.minPrice
  return good.salePrices.find((price) => price.typeId === source)
}

/**
 * What is to be written: different from what stands there. A zero that goes where nothing was ever written is no change,
 * but for `price` itself.
 */
export function changedPrices(wanted: Prices, written: Prices): Prices {
  const entries = Object.entries(wanted) as [PriceTarget, number][]
  return Object.fromEntries(entries.filter(([target, value]) => (written[target] ?? 0) !== value))
}
