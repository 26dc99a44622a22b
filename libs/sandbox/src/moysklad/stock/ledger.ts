/** Reserved or on the way, with no store named. */
export const noStore = ''

export interface StockLine {
  assortmentId: string
  /** `noStore` for reserves of orders without a store. */
  storeId: string
  stock: number
  reserve: number
  inTransit: number
  /** When `stock` last changed; 0 = never, so the good has never been in any document here. */
  stockChangedAt: number
  /** When any of the three last changed. */
  changedAt: number
  /** MoySklad has not finished counting: missing from reports, or null with `withRecalculate`. */
  recalculating: boolean
}

/** What lies where, and what of it is promised. */
export interface Ledger {
  lines(): Iterable<StockLine>
  of(assortmentId: string): StockLine[]
  setStock(assortmentId: string, storeId: string, quantity: number, at: number): void
  addStock(assortmentId: string, storeId: string, delta: number, at: number): void
  addReserve(assortmentId: string, storeId: string, delta: number, at: number): void
  setInTransit(assortmentId: string, storeId: string, quantity: number, at: number): void
  setRecalculating(assortmentId: string, storeId: string, recalculating: boolean): void
  /** Called after each change of physical stock. */
  onStockChange(listener: (at: number) => void): void
}

/** Quantities have three decimals at most; floats must not leave 0.30000000000000004 behind. */
const tidy = (quantity: number) => Math.round(quantity * 10_000) / 10_000

export function createLedger(): Ledger {
  const byAssortment = new Map<string, Map<string, StockLine>>()
  const listeners: ((at: number) => void)[] = []

  const line = (assortmentId: string, storeId: string): StockLine => {
    const stores = byAssortment.get(assortmentId) ?? new Map<string, StockLine>()
    byAssortment.set(assortmentId, stores)
    const found = stores.get(storeId) ?? {
      assortmentId,
      storeId,
      stock: 0,
      reserve: 0,
      inTransit: 0,
      stockChangedAt: 0,
      changedAt: 0,
      recalculating: false,
    }
    stores.set(storeId, found)
    return found
  }
  const setStock = (assortmentId: string, storeId: string, quantity: number, at: number) => {
    const here = line(assortmentId, storeId)
    const changed = here.stock !== tidy(quantity) || here.stockChangedAt === 0
    here.stock = tidy(quantity)
    if (!changed) return
    here.stockChangedAt = at
    here.changedAt = at
    for (const listener of listeners) listener(at)
  }

  return {
    *lines() {
      for (const stores of byAssortment.values()) yield* stores.values()
    },
    of: (assortmentId) => [...(byAssortment.get(assortmentId)?.values() ?? [])],
    setStock,
    addStock: (assortmentId, storeId, delta, at) =>
      setStock(assortmentId, storeId, line(assortmentId, storeId).stock + delta, at),
    addReserve(assortmentId, storeId, delta, at) {
      if (delta === 0) return
      const here = line(assortmentId, storeId)
      here.reserve = tidy(here.reserve + delta)
      here.changedAt = at
    },
    setInTransit(assortmentId, storeId, quantity, at) {
      const here = line(assortmentId, storeId)
      here.inTransit = tidy(quantity)
      here.changedAt = at
    },
    setRecalculating(assortmentId, storeId, recalculating) {
      line(assortmentId, storeId).recalculating = recalculating
    },
    onStockChange: (listener) => void listeners.push(listener),
  }
}
