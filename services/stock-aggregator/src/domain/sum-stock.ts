import type { Places } from './pick-places.js'
import type { StockRow } from './types.js'

/** Running sums over the rows of reports: a number for each assortment and place, and nothing else, for there are many. */
export interface Sums {
  /** One map a place. Every assortment that was seen is in the first. */
  readonly places: readonly Map<string, number>[]
  /** MoySklad is recalculating them: leave them alone. Half a sum would be a wrong quantity. */
  readonly unknown: Set<string>
}

export const emptySums = ({ warehouses }: Places): Sums => ({
  places: Array.from({ length: Math.max(1, warehouses.length) }, () => new Map<string, number>()),
  unknown: new Set(),
})

/** Adds rows; those of warehouses that do not count are passed over. */
export function addRows(sums: Sums, rows: readonly StockRow[], places: Places): void {
  for (const { assortmentId, storeId, quantity, unknown } of rows) {
    const place = places.of(storeId)
    if (place === undefined) continue
    if (unknown) sums.unknown.add(assortmentId)
    const first = sums.places[0]!
    if (!first.has(assortmentId)) first.set(assortmentId, 0)
    const at = sums.places[place]!
    at.set(assortmentId, roundQuantity((at.get(assortmentId) ?? 0) + (unknown ? 0 : quantity)))
  }
}

export const isSeen = (sums: Sums, assortmentId: string): boolean => sums.places[0]!.has(assortmentId)

export const seenIds = (sums: Sums): MapIterator<string> => sums.places[0]!.keys()

/** In each place; a missing one has none. Undefined = not known yet. */
export function amountsOf(sums: Sums, assortmentId: string): number[] | undefined {
  if (sums.unknown.has(assortmentId)) return undefined
  return sums.places.map((place) => place.get(assortmentId) ?? 0)
}

/** MoySklad keeps three decimals; binary sums must not invent more. */
export const roundQuantity = (quantity: number): number => Math.round(quantity * 1000) / 1000
