import type { StockSettings } from '@skladbridge/contracts'
import type { StockRow, Sums } from './types.js'

/**
 * Adds rows to running sums: over all warehouses, or only the chosen ones. One unknown row makes the whole sum unknown: half
 * a sum would be a wrong quantity.
 */
export function addRows(sums: Sums, rows: readonly StockRow[], settings: StockSettings): Sums {
  const chosen = new Set(settings.storeIds)
  for (const row of rows) {
    if (chosen.size > 0 && !chosen.has(row.storeId)) continue
    if (row.unknown) sums.set(row.assortmentId, undefined)
    else if (!sums.has(row.assortmentId)) sums.set(row.assortmentId, row.quantity)
    else {
      const before = sums.get(row.assortmentId)
      if (before !== undefined) sums.set(row.assortmentId, roundQuantity(before + row.quantity))
    }
  }
  return sums
}

/** MoySklad keeps three decimals; binary sums must not invent more. */
const roundQuantity = (quantity: number): number => Math.round(quantity * 1000) / 1000

/** What the shop can hold: whole pieces, never below zero. */
export const toShopQuantity = (quantity: number): number => Math.max(0, Math.floor(quantity + 1e-9))
