import type { CatalogSettings } from '@skladbridge/contracts'
import type { Price } from './types.js'

/** A currency of MoySklad (entity/currency). Not listed = the accounting currency. */
export interface Currency {
  rate: number
  multiplicity: number
  /** The rate says how much of this currency the accounting one costs, not the other way round. */
  indirect: boolean
}

export type Currencies = ReadonlyMap<string, Currency>

/** In the accounting currency, which is taken to be the shop's. Undefined: the rate is not known, so nothing is guessed. */
export function convert({ valueMinor, currencyId }: Price, currencies: Currencies): number | undefined {
  const currency = currencies.get(currencyId)
  if (!currency) return currencyId === '' || currencies.size === 0 ? valueMinor : undefined
  const { rate, multiplicity, indirect } = currency
  if (!(rate > 0) || !(multiplicity > 0)) return undefined
  return indirect ? (valueMinor * multiplicity) / rate : (valueMinor * rate) / multiplicity
}

const steps = { none: 1, ruble: 100, ten: 1_000, hundred: 10_000 } as const

/** By the merchant's rule, to whole kopecks. What costs something never becomes free. */
export function round(valueMinor: number, rule: CatalogSettings['rounding']): number {
  if (valueMinor <= 0) return 0
  if (rule === 'ninety-nine') {
    const ends = Math.round((valueMinor + 100) / 10_000) * 10_000 - 100
    return Math.max(9_900, ends)
  }
  const step = steps[rule]
  return Math.max(step, Math.round(valueMinor / step) * step)
}
