/** A MoySklad product in our own words. Money is in kopecks. */
export interface MoyskladProduct {
  id: string
  kind: 'product' | 'variant' | 'bundle' | 'service'
  name: string
  description: string
  article: string
  barcodes: string[]
  archived: boolean
  salePrices: { priceTypeId: string; valueMinor: number }[]
  variantsCount: number
  /** RFC 3339. */
  updated: string
}

/** What we last wrote to the shop: writing starts from it, so nothing is read that we know. */
export interface Written {
  title: string
  description: string
  sku: string
  barcode: string
  priceMinor: number
  oldPriceMinor: number | null
}

export interface InsalesProductRef {
  insalesProductId: string
  insalesVariantId: string
}
