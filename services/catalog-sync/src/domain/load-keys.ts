import type { MatchKey } from '@skladbridge/contracts'
import { attributeOf } from './decide-attribute.js'
import { foldName } from './text.js'
import type { Good, ShopProduct } from './types.js'

const prefixes: Record<MatchKey, string> = {
  'insales-id': 'id',
  sku: 'sku',
  barcode: 'barcode',
  'external-code': 'ext',
  name: 'name',
}

/** So many characters of a value tell things apart; longer keys would not fit an index. */
const KEY_MAX = 200

const key = (kind: MatchKey, value: string): string[] => {
  const folded = foldName(value).slice(0, KEY_MAX)
  return folded === '' ? [] : [`${prefixes[kind]}:${folded}`]
}

/** By what a good of MoySklad may be found. `attributeName`: «ID товара inSales» of this connection. */
export const keysOfGood = (good: Good, attributeName: string): string[] => [
  ...(good.kind === 'variant' ? [] : key('insales-id', attributeOf(good, attributeName))),
  ...key('sku', good.article),
  ...good.barcodes.flatMap((barcode) => key('barcode', barcode)),
  ...key('external-code', good.externalCode),
  ...(good.kind === 'variant' ? [] : key('name', good.name)),
]

/** The shop has no external code: there its own ids stand for it, as other integrations write them into MoySklad. */
export const keysOfShopProduct = (product: ShopProduct): string[] => [
  ...new Set([
    ...key('insales-id', product.id),
    ...key('external-code', product.id),
    ...key('name', product.title),
    ...product.variants.flatMap(({ id, sku, barcode }) => [
      ...key('sku', sku),
      ...key('barcode', barcode),
      ...key('external-code', id),
    ]),
  ]),
]

export const isKeyOf = (kind: MatchKey, value: string): boolean => value.startsWith(`${prefixes[kind]}:`)

/** As a merchant reads it. */
export const valueOfKey = (value: string): string => value.slice(value.indexOf(':') + 1)
