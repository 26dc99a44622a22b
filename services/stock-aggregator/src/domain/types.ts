export interface StockRow {
  assortmentId: string
  /** Empty = not on any warehouse. */
  storeId: string
  quantity: number
  /** MoySklad is recalculating it: not known yet. */
  unknown: boolean
}

/** The quantity of one assortment after summing; undefined = not known yet, leave it alone. */
export type Sums = Map<string, number | undefined>

export interface SentQuantity {
  assortmentId: string
  insalesVariantId: string
  quantity: number
}
