import type { moysklad } from '@skladbridge/proto'
import { pickBarcodeKind } from '../../domain/pick-barcode-kind.js'
import { moyskladErrors } from '../../errors.js'
import { entityLink, linkTo } from '../hrefs.js'

export type SavedKind = 'product' | 'variant' | 'bundle'

/**
 * One element of a bulk write: only what is set. Throws `invalid` MOYSKLAD_ATTRIBUTE_VALUE_WRONG for a value of an additional field
 * that is none of its type. `characteristicIds`: by name.
 */
export function toChangeBody(
  baseUrl: string,
  kind: SavedKind,
  change: moysklad.ProductChange,
  characteristicIds: Map<string, string>,
): Record<string, unknown> {
  const isNew = change.id === ''
  return withoutUndefined({
    ...(isNew ? {} : entityLink(baseUrl, kind, change.id)),
    ...(isNew && change.syncId ? { syncId: change.syncId } : {}),
    ...(isNew && kind === 'variant' ? { product: entityLink(baseUrl, 'product', change.productId) } : {}),
    name: change.name,
    description: change.description,
    article: change.article,
    code: change.code,
    externalCode: change.externalCode,
    archived: change.archived,
    weight: change.weight,
    ...toVat(change.vat),
    productFolder: toFolder(baseUrl, change.folderId, isNew),
    ...toPrices(baseUrl, change),
    barcodes: change.barcodes?.values.map((barcode) => ({ [pickBarcodeKind(barcode)]: barcode })),
    attributes: listOf(change.attributes, (attribute) => toAttribute(baseUrl, attribute)),
    characteristics: listOf(change.characteristics, ({ name, value }) => ({
      id: characteristicIds.get(name),
      value,
    })),
    components: listOf(change.components, ({ assortment, quantity }) => ({
      assortment: assortment && entityLink(baseUrl, assortment.kind, assortment.id),
      quantity,
    })),
    images: change.images?.images.map(({ filename, content }) => ({
      filename,
      content: Buffer.from(content).toString('base64'),
    })),
  })
}

/** (0, false) is «without VAT», (0, true) is 0 %; an own rate counts only when the folder's does not. */
const toVat = (vat: number | undefined) =>
  vat === undefined ? {} : { vat: Math.max(0, vat), vatEnabled: vat >= 0, useParentVat: false }

function toFolder(baseUrl: string, folderId: string | undefined, isNew: boolean) {
  if (folderId === undefined || (isNew && folderId === '')) return undefined
  return folderId === '' ? null : entityLink(baseUrl, 'productfolder', folderId)
}

function toPrices(baseUrl: string, { salePrices, buyPrice }: moysklad.ProductChange) {
  const amount = ({ valueMinor, currencyId }: moysklad.Price) => ({
    value: valueMinor,
    ...(currencyId ? { currency: entityLink(baseUrl, 'currency', currencyId) } : {}),
  })
  const typeOf = (id: string) => linkTo(baseUrl, `context/companysettings/pricetype/${id}`, 'pricetype')
  return {
    salePrices: listOf(salePrices, (price) => ({ ...amount(price), priceType: typeOf(price.priceTypeId) })),
    buyPrice: buyPrice && amount(buyPrice),
  }
}

function toAttribute(baseUrl: string, { id, name, type, value }: moysklad.Attribute) {
  return {
    ...linkTo(baseUrl, `entity/product/metadata/attributes/${id}`, 'attributemetadata'),
    value: value === '' ? null : toValue(name, type, value),
  }
}

function toValue(name: string, type: string, value: string): unknown {
  switch (type) {
    case 'string':
    case 'text':
    case 'link':
    case 'time':
      return value
    case 'long':
    case 'double':
      return toNumber(name, type, value)
    case 'boolean':
      return value === 'true'
    default:
      throw wrong(name, `значения типа ${type} SkladBridge не записывает`)
  }
}

function toNumber(name: string, type: string, value: string): number {
  const number = Number(value)
  const fits = type === 'long' ? Number.isSafeInteger(number) : Number.isFinite(number)
  if (!fits || value.trim() === '') throw wrong(name, `«${value}» — не число`)
  return number
}

const wrong = (field: string, reason: string): Error =>
  moyskladErrors.MOYSKLAD_ATTRIBUTE_VALUE_WRONG({ field, reason })

/** No list is sent for an empty one: it says «nothing to change» here, and «take all away» there. */
const listOf = <T, B>(items: T[], map: (item: T) => B): B[] | undefined =>
  items.length === 0 ? undefined : items.map(map)

const withoutUndefined = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
