import type { PriceTarget } from '@skladbridge/contracts'

/** One price of MoySklad, in kopecks (hundredths) of its currency. */
export interface Price {
  typeId: string
  valueMinor: number
  currencyId: string
}

export type GoodKind = 'product' | 'variant' | 'bundle' | 'service'

export interface Characteristic {
  id: string
  name: string
  value: string
}

export interface MoyskladImage {
  /** Changes with the content. */
  id: string
  filename: string
  sizeBytes: number
}

/** Anything that MoySklad sells, in our own words. */
export interface Good {
  id: string
  kind: GoodKind
  name: string
  description: string
  article: string
  code: string
  externalCode: string
  barcodes: string[]
  archived: boolean
  /** Empty = in no folder. */
  folderId: string
  salePrices: Price[]
  buyPrice: Price | undefined
  minPrice: Price | undefined
  /** Kilograms. */
  weight: number
  /** Percent; -1 = without VAT. Of a product or bundle. */
  vat: number
  /** RFC 3339. */
  updated: string
  variantsCount: number
  /** Of a modification: the product it belongs to. */
  productId: string
  characteristics: Characteristic[]
  attributes: { id: string; name: string; value: string }[]
  /** Only when asked for. */
  images: MoyskladImage[]
  imagesCount: number
  /** Of a bundle, only when asked for. */
  components: { kind: string; id: string; quantity: number }[]
}

/** What one inSales product shows: a product or bundle with all of its modifications. */
export interface Card {
  good: Good
  variants: Good[]
}

export interface OptionValue {
  name: string
  value: string
}

export interface Property {
  name: string
  value: string
}

/** Kopecks by where they go; a missing one is not written. */
export type Prices = Partial<Record<PriceTarget, number>>

export interface ShopVariant {
  id: string
  sku: string
  barcode: string
  weight: number
  prices: Prices
  options: OptionValue[]
  imageIds: string[]
}

export interface ShopImage {
  id: string
  /** Our marker: MoySklad's image id. */
  title: string
  position: number
  filename?: string
  /** Empty while the shop still works on it. */
  url?: string
}

/** A product of the shop, as it stands there. */
export interface ShopProduct {
  id: string
  title: string
  description: string
  isHidden: boolean
  archived: boolean
  variants: ShopVariant[]
  optionNames: string[]
  properties: Property[]
  collectionIds: string[]
  images: ShopImage[]
  bundle: boolean
  /** Percent; -1 = without VAT. */
  vat: number
  /** Of a bundle. */
  components?: { productId: string; variantId: string; quantity: number }[]
}

/** The card's own fields. What is absent was never written and is not ours. */
export interface CardValues {
  title?: string
  description?: string
  hidden?: boolean
  /** Percent; -1 = without VAT. */
  vat?: number
  /** Only those of the merchant's map: others in the shop are left alone. */
  properties?: Property[]
}

export interface VariantValues {
  sku?: string
  barcode?: string
  weight?: number
  prices: Prices
  options: OptionValue[]
}

/** Fields that the shop showed differently right after it was given ours: seen again, they are no difference. */
export type Shown<T> = Partial<T>

export interface WrittenCard extends CardValues {
  /** The product's options, with the characteristic each one was made for. */
  options?: { name: string; characteristicId: string }[]
  /** Collections that we put it into. */
  collections?: string[]
  /** Of a bundle: of what it was made, see `compositionOf`. */
  composition?: string
  shown?: Shown<CardValues>
}

export interface WrittenVariant extends VariantValues {
  /** inSales id of its picture. */
  imageId?: string
  shown?: Shown<Pick<VariantValues, 'sku' | 'barcode' | 'weight' | 'prices'>>
}

/** One sellable thing: what MoySklad calls it, and what the shop does. */
export interface Pair {
  assortmentId: string
  kind: GoodKind
  cardId: string
  insalesProductId: string
  insalesVariantId: string
  /** The first variant of its inSales product. */
  first: boolean
  title: string
  sku: string
  barcode: string
  written: WrittenVariant
  /** Fingerprint of the modification as last worked on. */
  seen: string
  /** The others have been told of it. */
  announced: boolean
}
