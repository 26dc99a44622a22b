import { invalid } from '../answers.js'
import { has, numeric, type Input } from '../input.js'
import type { Shop, Variant } from '../shop/types.js'

/** Pieces in all warehouses; null = not tracked. */
export function totalStock(variant: Variant): number | null {
  return variant.stock === null ? null : variant.stock.reduce((sum, pieces) => sum + pieces, 0)
}

/** `quantity` is the total, so it moves the first warehouse; `quantity_at_warehouseN` is its own. */
export function takeStock(shop: Shop, variant: Variant, input: Input): void {
  const size = shop.tables.warehouses.size
  if (has(input, 'quantity')) {
    const quantity = numeric(input['quantity'], 'quantity')
    if (quantity === null) variant.stock = null
    else {
      const stock = filled(variant.stock, size)
      const elsewhere = stock.slice(1).reduce((sum, pieces) => sum + pieces, 0)
      variant.stock = [Math.trunc(quantity) - elsewhere, ...stock.slice(1)]
    }
  }
  for (const key of Object.keys(input).filter((name) => name.startsWith('quantity_at_warehouse'))) {
    const at = Number(key.slice('quantity_at_warehouse'.length))
    if (!(at < size)) throw invalid(key, 'Склад не найден')
    const pieces = numeric(input[key], key)
    if (pieces !== null) variant.stock = filled(variant.stock, size).with(at, pieces)
  }
}

/** Takes pieces off the shelf (or puts them back, when negative) at an order's warehouse. */
export function moveStock(shop: Shop, variant: Variant, warehouseId: number, pieces: number): void {
  if (variant.stock === null || pieces === 0) return
  const at = shop.tables.warehouses.rows().findIndex((warehouse) => warehouse.id === warehouseId)
  const stock = filled(variant.stock, shop.tables.warehouses.size)
  const shelf = Math.max(at, 0)
  variant.stock = stock.with(shelf, (stock[shelf] ?? 0) - pieces)
}

const filled = (stock: number[] | null, size: number) =>
  Array.from({ length: size }, (_, at) => stock?.[at] ?? 0)
