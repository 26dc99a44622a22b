export interface StockRow {
  assortmentId: string
  /** Empty = not on any warehouse. */
  storeId: string
  quantity: number
  /** MoySklad is recalculating it: not known yet. */
  unknown: boolean
}

/** What the shop is told of one variant. */
export interface Level {
  /** In all warehouses. */
  quantity: number
  /** By the inSales warehouse's array index, where warehouses are mapped. */
  at?: Record<string, number>
}

/** A pair of MoySklad and inSales, as catalog-sync knows it. */
export interface LinkedVariant {
  assortmentId: string
  /** product | variant | bundle | service */
  kind: string
  insalesProductId: string
  insalesVariantId: string
  first: boolean
}

export interface Component {
  assortmentId: string
  /** Pieces in one bundle. */
  quantity: number
}

/** What a bundle consists of, by its assortment id. */
export type Bundles = ReadonlyMap<string, readonly Component[]>

/** What one variant has to be told. */
export interface VariantLevel {
  assortmentId: string
  insalesProductId: string
  insalesVariantId: string
  level: Level
}

/** A difference from what it was told last. */
export interface Change extends VariantLevel {
  /** Undefined = it was never told anything. */
  before: Level | undefined
}
