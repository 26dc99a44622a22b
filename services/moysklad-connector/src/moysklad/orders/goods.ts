import type { moysklad } from '@skladbridge/proto'
import { toMinor } from '../../domain/money.js'
import type { MoyskladApi } from '../api.js'
import { findMany } from '../find-many.js'
import { bundleSchema, goodsSchema, type BundleRow, type Goods } from './schema.js'
import { toAssortment } from './to-order.js'

/** By which fields goods are looked for, in turn. SKU may stand in «Артикул» or in «Код». */
const keys: {
  field: string
  of(key: moysklad.GoodsKey): string
  has(goods: Goods, value: string): boolean
}[] = [
  { field: 'article', of: ({ sku }) => sku, has: ({ article }, value) => article === value },
  { field: 'code', of: ({ sku }) => sku, has: ({ code }, value) => code === value },
  {
    field: 'barcode',
    of: ({ barcode }) => barcode,
    has: ({ barcodes = [] }, value) => barcodes.flatMap((one) => Object.values(one)).includes(value),
  },
  {
    field: 'externalCode',
    of: ({ externalCode }) => externalCode,
    has: ({ externalCode }, value) => externalCode === value,
  },
]

/** One request a field for all that no field before has found. */
export async function findGoods(
  api: MoyskladApi,
  wanted: moysklad.GoodsKey[],
): Promise<moysklad.GoodsMatches[]> {
  const matches = new Map<moysklad.GoodsKey, Goods[]>()
  for (const { field, of, has } of keys) {
    const open = wanted.filter((key) => !matches.has(key) && of(key) !== '')
    if (open.length === 0) continue
    const found = await findMany(api, {
      operation: 'goods.find',
      path: 'entity/assortment',
      row: goodsSchema,
      field,
      values: open.map(of),
    })
    for (const key of open) {
      const fitting = found.filter((goods) => has(goods, of(key)))
      if (fitting.length > 0) matches.set(key, fitting)
    }
  }
  return wanted.map((key) => ({ refs: (matches.get(key) ?? []).map(toAssortment) }))
}

export async function getBundles(api: MoyskladApi, ids: string[]): Promise<moysklad.Bundle[]> {
  const rows = await findMany(api, {
    operation: 'bundles.get',
    path: 'entity/bundle',
    row: bundleSchema,
    field: 'id',
    values: ids,
    query: { expand: 'components.assortment' },
    limit: 100,
  })
  return rows.map(({ id, components }) => ({ id, parts: (components?.rows ?? []).map(toPart) }))
}

type Component = NonNullable<NonNullable<BundleRow['components']>['rows']>[number]

/** The first sale price is the account's default one. */
const toPart = ({ quantity, assortment }: Component): moysklad.BundlePart => ({
  assortment: toAssortment(assortment),
  quantity: quantity ?? 1,
  priceMinor: toMinor(assortment.salePrices?.[0]?.value),
})
