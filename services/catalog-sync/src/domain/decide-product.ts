import type { CatalogSettings } from '@skladbridge/contracts'
import { mapProduct } from './map-product.js'
import type { InsalesProductRef, MoyskladProduct, Written } from './types.js'

export type SkipReason = 'archived' | 'has-variants' | 'kind-not-synced'

export interface CardChange {
  title?: string
  description?: string
}

export interface VariantChange {
  priceMinor?: number
  oldPriceMinor?: number
}

export type ProductDecision =
  | { kind: 'skip'; reason: SkipReason }
  | { kind: 'create'; wanted: Written }
  | { kind: 'same' }
  /** `card` costs a request of its own, `variant` goes with up to 99 others. */
  | { kind: 'update'; wanted: Written; card: CardChange | undefined; variant: VariantChange | undefined }

export interface ProductSides {
  product: MoyskladProduct
  settings: CatalogSettings
  /** Absent = not in the shop yet. */
  linked: InsalesProductRef | undefined
  written: Written | null
}

/** MoySklad is the master: what it says now against what we last wrote. */
export function decideProduct({ product, settings, linked, written }: ProductSides): ProductDecision {
  if (product.kind !== 'product') return { kind: 'skip', reason: 'kind-not-synced' }
  if (product.variantsCount > 0) return { kind: 'skip', reason: 'has-variants' }
  const wanted = mapProduct(product, settings)
  if (!linked) return product.archived ? { kind: 'skip', reason: 'archived' } : { kind: 'create', wanted }
  const card = changed({ title: wanted.title, description: wanted.description }, written)
  const variant = changed(pricesOf(wanted), written)
  return card || variant ? { kind: 'update', wanted, card, variant } : { kind: 'same' }
}

const pricesOf = ({ priceMinor, oldPriceMinor }: Written) =>
  oldPriceMinor === null ? { priceMinor } : { priceMinor, oldPriceMinor }

/** The fields of `wanted` that differ from what is written; undefined when none does. */
function changed<T extends Partial<Written>>(wanted: T, written: Written | null): Partial<T> | undefined {
  const differing = Object.entries(wanted).filter(
    ([field, value]) => written?.[field as keyof Written] !== value,
  )
  return differing.length > 0 ? (Object.fromEntries(differing) as Partial<T>) : undefined
}
