import type { moysklad } from '@skladbridge/proto'
import { toMinor } from '../../domain/money.js'
import { toRfc3339 } from '../../domain/moment.js'
import { idOf } from '../hrefs.js'
import type { Assortment } from './schema.js'

type Money = NonNullable<Assortment['buyPrice']>

export const toProduct = (good: Assortment): moysklad.Product => ({
  id: good.id,
  kind: good.meta.type,
  name: good.name,
  description: good.description ?? '',
  article: good.article ?? '',
  code: good.code ?? '',
  externalCode: good.externalCode ?? '',
  barcodes: (good.barcodes ?? [])
    .flatMap((barcode) => Object.values(barcode))
    .filter((value) => value !== ''),
  archived: good.archived ?? false,
  productFolderId: idOf(good.productFolder),
  salePrices: (good.salePrices ?? []).map(({ priceType, ...money }) => ({
    ...toPrice(money),
    priceTypeId: priceType.id ?? (priceType.meta ? idOf({ meta: priceType.meta }) : ''),
    priceTypeName: priceType.name ?? '',
  })),
  buyPrice: good.buyPrice && toPrice(good.buyPrice),
  minPrice: good.minPrice && toPrice(good.minPrice),
  weight: good.weight ?? 0,
  updated: toRfc3339(good.updated),
  variantsCount: good.variantsCount ?? 0,
  productId: idOf(good.product),
  characteristics: (good.characteristics ?? []).map(({ id, name, value }) => ({ id, name, value })),
  attributes: [],
  images: [],
  imagesCount: 0,
  components: [],
  vat: -1,
  syncId: '',
  pathName: '',
  weighed: false,
})

const toPrice = ({ value, currency }: Money): moysklad.Price => ({
  priceTypeId: '',
  priceTypeName: '',
  valueMinor: toMinor(value),
  currencyId: idOf(currency),
})
