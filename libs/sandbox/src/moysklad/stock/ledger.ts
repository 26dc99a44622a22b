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

const emptyLine = (assortmentId: string, storeId: string): StockLine => ({
  assortmentId,
  storeId,
  stock: 0,
  reserve: 0,
  inTransit: 0,
  stockChangedAt: 0,
  changedAt: 0,
  recalculating: false,
})

function createLines() {
  const byAssortment = new Map<string, Map<string, StockLine>>()
  return {
    *all(): Iterable<StockLine> {
      for (const stores of byAssortment.values()) yield* stores.values()
    },
    of: (assortmentId: string) => [...(byAssortment.get(assortmentId)?.values() ?? [])],
    at(assortmentId: string, storeId: string): StockLine {
      const stores = byAssortment.get(assortmentId) ?? new Map<string, StockLine>()
      byAssortment.set(assortmentId, stores)
      const line = stores.get(storeId) ?? emptyLine(assortmentId, storeId)
      stores.set(storeId, line)
      return line
    },
  }
}

export function createLedger(): Ledger {
  const lines = createLines()
  const listeners: ((at: number) => void)[] = []
  const setStock = (line: StockLine, quantity: number, at: number) => {
    const changed = line.stock !== tidy(quantity) || line.stockChangedAt === 0
    line.stock = tidy(quantity)
    if (!changed) return
    line.stockChangedAt = line.changedAt = at
    for (const listener of listeners) listener(at)
  }
  return {
    lines: lines.all,
    of: lines.of,
    setStock: (assortmentId, storeId, quantity, at) =>
      setStock(lines.at(assortmentId, storeId), quantity, at),
    addStock(assortmentId, storeId, delta, at) {
      const line = lines.at(assortmentId, storeId)
      setStock(line, line.stock + delta, at)
    },
    addReserve(assortmentId, storeId, delta, at) {
      if (delta === 0) return
      const line = lines.at(assortmentId, storeId)
      line.reserve = tidy(line.reserve + delta)
      line.changedAt = at
    },
    setInTransit(assortmentId, storeId, quantity, at) {
      const line = lines.at(assortmentId, storeId)
      line.inTransit = tidy(quantity)
      line.changedAt = at
    },
    setRecalculating(assortmentId, storeId, recalculating) {
      lines.at(assortmentId, storeId).recalculating = recalculating
    },
    onStockChange: (listener) => void listeners.push(listener),
  }
}
