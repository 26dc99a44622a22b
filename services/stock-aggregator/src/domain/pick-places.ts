import type { StockSettings } from '@skladbridge/contracts'

/** Where a merchant's warehouses count: one place for the whole, or one for each mapped inSales warehouse. */
export interface Places {
  /** The inSales warehouse of each place; empty = one place, the total. */
  warehouses: readonly string[]
  /** The place a MoySklad warehouse counts in; undefined = in none. */
  of(storeId: string): number | undefined
  /** Which MoySklad warehouses to ask for; empty = all. */
  storeIds: readonly string[]
}

export function pickPlaces({ storeIds, warehouseMap }: StockSettings): Places {
  if (warehouseMap.length === 0) {
    const chosen = new Set(storeIds)
    return {
      warehouses: [],
      storeIds,
      of: (storeId) => (chosen.size === 0 || chosen.has(storeId) ? 0 : undefined),
    }
  }
  const indexes = [...new Set(warehouseMap.map((row) => row.warehouseIndex))].sort((a, b) => a - b)
  const placeOf = new Map(warehouseMap.map((row) => [row.storeId, indexes.indexOf(row.warehouseIndex)]))
  return {
    warehouses: indexes.map(String),
    storeIds: [...placeOf.keys()],
    of: (storeId) => placeOf.get(storeId),
  }
}
