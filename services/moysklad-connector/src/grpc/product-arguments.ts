import type { moysklad } from '@skladbridge/proto'
import { moyskladErrors } from '../errors.js'
import type { SavedKind } from '../moysklad/products/to-change-body.js'
import { idOf, numberFrom, oneOf, optionalId } from './arguments.js'

const wrong = (field: string, rule: string): Error => moyskladErrors.MOYSKLAD_ARGUMENT_WRONG({ field, rule })

/** What a kind does not have, MoySklad would refuse for the whole request (api/moysklad.md §2.1–2.3). */
const foreign: Record<SavedKind, (keyof moysklad.ProductChange)[]> = {
  product: ['productId', 'characteristics', 'components'],
  bundle: ['productId', 'characteristics', 'buyPrice'],
  variant: ['syncId', 'name', 'folderId', 'weight', 'attributes', 'vat', 'components'],
}

/** Checks what is ours to get right; what a merchant can get wrong is left to MoySklad, which says it by the element. */
export function checkChange(kind: SavedKind, change: moysklad.ProductChange): void {
  optionalId(change.id, 'changes.id')
  optionalId(change.syncId, 'changes.sync_id')
  optionalId(change.productId, 'changes.product_id')
  optionalId(change.folderId ?? '', 'changes.folder_id')
  for (const field of foreign[kind]) {
    const value = change[field]
    const isSet = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== ''
    if (isSet) throw wrong(`changes.${field}`, `is nothing that a ${kind} has`)
  }
  if (kind === 'variant' && change.id === '') idOf(change.productId, 'changes.product_id')
  for (const price of change.salePrices) {
    idOf(price.priceTypeId, 'changes.sale_prices.price_type_id')
    checkPrice(price)
  }
  if (change.buyPrice) checkPrice(change.buyPrice)
  for (const { id } of change.attributes) idOf(id, 'changes.attributes.id')
  for (const { assortment, quantity } of change.components) {
    idOf(assortment?.id ?? '', 'changes.components.assortment')
    oneOf(assortment?.kind ?? '', 'changes.components.assortment.kind', ['product', 'variant', 'service'])
    numberFrom(quantity, 'changes.components.quantity', 0)
  }
}

function checkPrice({ currencyId, valueMinor }: moysklad.Price): void {
  optionalId(currencyId, 'changes.price.currency_id')
  numberFrom(valueMinor, 'changes.price.value_minor', 0)
}
