import { decimalFromMinor, minorFromDecimal, quantityFromDecimal, type Decimal } from '../../domain/money.js'

/** `price2` of the price kind with `price_index` 1, and so on (§2.3). `price` itself has a field of its own. */
export const extraPricePattern = /^price\d{1,3}$/
const warehousePattern = /^quantity_at_warehouse(\d{1,3})$/

type Fields = Readonly<Record<string, unknown>>

const isDecimal = (value: unknown): value is Decimal => typeof value === 'string' || typeof value === 'number'

/** Kopecks by the price kind's name; kinds without a price are missing. */
export function readExtraPrices(fields: Fields): Record<string, number> {
  const prices: Record<string, number> = {}
  for (const [name, value] of Object.entries(fields)) {
    const minor = extraPricePattern.test(name) && isDecimal(value) ? minorFromDecimal(value) : undefined
    if (minor !== undefined) prices[name] = minor
  }
  return prices
}

/** By the warehouse's array index. */
export function readStocks(fields: Fields): Record<string, number> {
  const stocks: Record<string, number> = {}
  for (const [name, value] of Object.entries(fields)) {
    const index = warehousePattern.exec(name)?.[1]
    const quantity = index !== undefined && isDecimal(value) ? quantityFromDecimal(value) : undefined
    if (index !== undefined && quantity !== undefined) stocks[index] = quantity
  }
  return stocks
}

export const toExtraPrices = (prices: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(prices).map(([name, minor]) => [name, decimalFromMinor(minor)]))

export const toStocks = (stocks: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(stocks).map(([index, quantity]) => [`quantity_at_warehouse${index}`, quantity]),
  )
