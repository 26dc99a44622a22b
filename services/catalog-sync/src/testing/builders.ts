import { catalogSettingsSchema, type CatalogSettings } from '@skladbridge/contracts'
import type { PriceTerms } from '../domain/map-prices.js'
import type { Card, Good, Pair, ShopProduct, ShopVariant } from '../domain/types.js'

export const RETAIL = 'type-retail'
export const OLD = 'type-old'
export const RUB = 'cur-rub'
export const USD = 'cur-usd'

export const price = (valueMinor: number, typeId = RETAIL, currencyId = RUB) => ({
  typeId,
  valueMinor,
  currencyId,
})

export const good = (over: Partial<Good> = {}): Good => ({
  id: 'g1',
  kind: 'product',
  name: 'Чай «Дарджилинг»',
  description: '<p>Первый сбор</p>',
  article: 'TEA-1',
  code: '00001',
  externalCode: 'ext-1',
  barcodes: ['4600000000017'],
  archived: false,
  folderId: '',
  salePrices: [price(45_000), price(50_000, OLD)],
  buyPrice: price(20_000, ''),
  minPrice: price(30_000, ''),
  weight: 0.1,
  vat: 20,
  updated: '2026-11-20T10:00:00.000Z',
  variantsCount: 0,
  productId: '',
  characteristics: [],
  attributes: [],
  images: [],
  imagesCount: 0,
  components: [],
  ...over,
})

export const variantOf = (
  parent: Good,
  id: string,
  values: Record<string, string>,
  over: Partial<Good> = {},
): Good =>
  good({
    id,
    kind: 'variant',
    name: `${parent.name} (${Object.values(values).join(', ')})`,
    description: '',
    article: `${parent.article}-${id}`,
    barcodes: [],
    folderId: '',
    weight: 0,
    productId: parent.id,
    salePrices: parent.salePrices,
    attributes: [],
    characteristics: Object.entries(values).map(([name, value]) => ({ id: `ch-${name}`, name, value })),
    ...over,
  })

export const card = (over: Partial<Good> = {}, variants: Good[] = []): Card => ({
  good: good({ variantsCount: variants.length, ...over }),
  variants,
})

export const terms = (over: Partial<PriceTerms> = {}): PriceTerms => ({
  currencies: new Map([
    [RUB, { rate: 1, multiplicity: 1, indirect: false }],
    [USD, { rate: 90, multiplicity: 1, indirect: false }],
  ]),
  priceKinds: undefined,
  priceTypes: undefined,
  ...over,
})

export const settings = (over: Partial<CatalogSettings> = {}): CatalogSettings => ({
  ...catalogSettingsSchema.parse({}),
  syncProducts: true,
  ...over,
})

export const filter = (over: Partial<CatalogSettings['filter']>): CatalogSettings['filter'] => ({
  ...settings().filter,
  ...over,
})

export const shopVariant = (over: Partial<ShopVariant> = {}): ShopVariant => ({
  id: 'v1',
  sku: '',
  barcode: '',
  weight: 0,
  prices: { price: 0 },
  options: [],
  imageIds: [],
  ...over,
})

export const shopProduct = (over: Partial<ShopProduct> = {}): ShopProduct => ({
  id: '1',
  title: 'Чай',
  description: '',
  isHidden: false,
  archived: false,
  variants: [shopVariant()],
  optionNames: [],
  properties: [],
  collectionIds: [],
  images: [],
  bundle: false,
  vat: -1,
  ...over,
})

export const pair = (over: Partial<Pair> = {}): Pair => ({
  assortmentId: 'g1',
  kind: 'product',
  cardId: 'g1',
  insalesProductId: '1',
  insalesVariantId: 'v1',
  first: true,
  title: 'Чай',
  sku: '',
  barcode: '',
  written: { prices: {}, options: [] },
  seen: '',
  announced: true,
  ...over,
})
