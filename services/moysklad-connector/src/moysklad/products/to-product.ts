import type { moysklad } from '@skladbridge/proto'
import type { z } from 'zod'
import { toMinor } from '../../domain/money.js'
import { toRfc3339 } from '../../domain/moment.js'
import { idOf } from '../hrefs.js'
import type { Assortment, attributeSchema, imageSchema } from './schema.js'

type Money = NonNullable<Assortment['buyPrice']>

export const toProduct = (good: Assortment): moysklad.Product => ({
  id: good.id,
  kind: good.meta.type,
  name: good.name,
  description: good.description ?? '',
  article: good.article ?? '',
  code: good.code ?? '',
  externalCode: good.externalCode ?? '',
  syncId: good.syncId ?? '',
  pathName: good.pathName ?? '',
  barcodes: (good.barcodes ?? [])
    .flatMap((barcode) => Object.values(barcode))
    .filter((value) => value !== ''),
  archived: good.archived ?? false,
  weighed: good.weighed ?? false,
  productFolderId: idOf(good.productFolder),
  ...toPrices(good),
  weight: good.weight ?? 0,
  vat: toVat(good),
  updated: toRfc3339(good.updated),
  variantsCount: good.variantsCount ?? 0,
  productId: idOf(good.product),
  characteristics: (good.characteristics ?? []).map(({ id, name, value }) => ({ id, name, value })),
  attributes: (good.attributes ?? []).map(toAttribute),
  images: (good.images?.rows ?? []).map(toImage),
  imagesCount: good.images?.meta.size ?? 0,
  components: (good.components?.rows ?? []).map(({ assortment, quantity }) => ({
    assortment: { kind: assortment.meta.type ?? 'product', id: idOf(assortment) },
    quantity,
  })),
})

const toPrices = ({ salePrices = [], buyPrice, minPrice }: Assortment) => ({
  salePrices: salePrices.map(({ priceType, ...money }) => ({
    ...toPrice(money),
    priceTypeId: priceType.id ?? (priceType.meta ? idOf({ meta: priceType.meta }) : ''),
    priceTypeName: priceType.name ?? '',
  })),
  buyPrice: buyPrice && toPrice(buyPrice),
  minPrice: minPrice && toPrice(minPrice),
})

const toPrice = ({ value, currency }: Money): moysklad.Price => ({
  priceTypeId: '',
  priceTypeName: '',
  valueMinor: toMinor(value),
  currencyId: idOf(currency),
})

/** The rate that counts, the folder's where it is inherited. (0, false) is «without VAT», (0, true) is 0 %. */
function toVat({ vat, vatEnabled, effectiveVat, effectiveVatEnabled }: Assortment): number {
  const [rate, enabled] = effectiveVat === undefined ? [vat, vatEnabled] : [effectiveVat, effectiveVatEnabled]
  return rate === undefined || (rate === 0 && enabled !== true) ? -1 : rate
}

/** As text, so that equal values read equal: 5 and «5», true and «true»; of a reference its name. */
const toAttribute = ({ id, name, type, value }: z.infer<typeof attributeSchema>): moysklad.Attribute => ({
  id,
  name: name ?? '',
  type: type ?? '',
  value: textOf(value),
})

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  const { name } = value as { name?: unknown }
  return typeof name === 'string' ? name : ''
}

const toImage = ({ meta, filename, size, updated }: z.infer<typeof imageSchema>): moysklad.Image => ({
  id: idOf({ meta }),
  filename: filename ?? '',
  sizeBytes: size ?? 0,
  updated: toRfc3339(updated),
})
