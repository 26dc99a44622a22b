import type { Good } from './types.js'

/** The field of MoySklad's card that shows which inSales product it is. */
export const ATTRIBUTE_NAME = 'ID товара inSales'

export type AttributeDecision =
  | { kind: 'same' }
  /** Our value is to be written. */
  | { kind: 'write'; value: string }
  /** The merchant cleared it: the two are not one any more. */
  | { kind: 'unlink' }
  /** The merchant says that this card is another product of the shop. */
  | { kind: 'relink'; insalesProductId: string }

export interface AttributeTerms {
  name: string
  /** The product in the shop; undefined = none. */
  insalesProductId: string | undefined
  /** What we wrote last; undefined = never. */
  written: string | undefined
}

export const attributeOf = (good: Good, name: string): string =>
  good.attributes.find((attribute) => attribute.name === name)?.value.trim() ?? ''

/** MoySklad's field against what we wrote there: only a value that is not ours can be the merchant's. */
export function decideAttribute(good: Good, terms: AttributeTerms): AttributeDecision {
  const value = attributeOf(good, terms.name)
  const { insalesProductId, written } = terms
  const names = isProductId(value)
  if (insalesProductId === undefined)
    return names && value !== written ? { kind: 'relink', insalesProductId: value } : { kind: 'same' }
  if (value === insalesProductId) return { kind: 'same' }
  if (written !== insalesProductId) {
    // ours is still to be written; another id there before us is the merchant's word
    return names && value !== written
      ? { kind: 'relink', insalesProductId: value }
      : { kind: 'write', value: insalesProductId }
  }
  if (value === '') return { kind: 'unlink' }
  return names ? { kind: 'relink', insalesProductId: value } : { kind: 'write', value: insalesProductId }
}

const isProductId = (value: string): boolean => /^\d{1,20}$/.test(value)
