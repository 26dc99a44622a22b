import { z } from 'zod'

const id = z.string().min(1).max(64)

/** Where a price goes in inSales: its own three, or an extra price kind by its method name. */
const priceTarget = z.union([
  z.enum(['price', 'old_price', 'cost_price']),
  z.string().regex(/^price\d{1,3}$/),
])

/** A price of MoySklad: the buy price, the minimum price, or a sale price by the id of its type. */
const priceSource = z.union([z.literal('buy'), z.literal('min'), id])

/** What of a product may be left to the shop («не перезаписывать»), besides prices by their target. */
export const catalogFields = [
  'title',
  'description',
  'sku',
  'barcode',
  'weight',
  'vat',
  'properties',
  'collections',
  'images',
] as const

/** By what a product of one side is found on the other. */
export const matchKeys = ['insales-id', 'sku', 'barcode', 'external-code', 'name'] as const

const hideOrLeave = z.enum(['hide', 'leave'])

const filter = z.object({
  /** Product folders with all below them; empty = every folder. */
  folderIds: z.array(id).max(1000).default([]),
  /** An additional field that must have this value; an empty value = any value at all. */
  attribute: z.object({ id, value: z.string().max(255).default('') }).optional(),
  onlyWithStock: z.boolean().default(false),
  /** The price that goes to the shop's `price` must be above zero. */
  onlyWithPrice: z.boolean().default(false),
})

const property = z
  .object({
    /** An additional field of MoySklad by id, or a characteristic of modifications by name. */
    attributeId: id.optional(),
    characteristic: z.string().min(1).max(255).optional(),
    /** «Параметр» of inSales, by name. */
    property: z.string().trim().min(1).max(255),
  })
  .refine((row) => (row.attributeId === undefined) !== (row.characteristic === undefined), {
    error: 'нужно указать либо дополнительное поле, либо характеристику',
  })

const noTwice = <T>(rows: readonly T[], keyOf: (row: T) => string): boolean =>
  new Set(rows.map(keyOf)).size === rows.length

/** «Товары». What the merchant may decide about products of one connection. */
export const catalogSettingsSchema = z.object({
  /** «Синхронизировать товары»: changes and new ones. Off = nothing is written, webhooks or not. */
  syncProducts: z.boolean().default(false),
  /** ISO 8601: when products were switched on. What was there before is the first load's affair. Set by the service. */
  syncSince: z.iso.datetime({ offset: true }).optional(),
  syncImages: z.boolean().default(false),
  /** Left MoySklad, right inSales; empty = the account's first price type → `price`. Each target once. */
  prices: z
    .array(z.object({ moysklad: priceSource, insales: priceTarget }))
    .max(50)
    .refine((rows) => noTwice(rows, (row) => row.insales), {
      error: 'одна цена inSales может получать только одну цену МоегоСклада',
    })
    .default([]),
  /** To whole roubles, tens, hundreds, or to a price that ends with 99 roubles. */
  rounding: z.enum(['none', 'ruble', 'ten', 'hundred', 'ninety-nine']).default('none'),
  /** «Не перезаписывать»: written at creation, left alone afterwards. */
  keep: z
    .array(z.union([z.enum(catalogFields), priceTarget]))
    .max(60)
    .default([]),
  /** A bundle of MoySklad: not in the shop, a bundle there, or a plain product. */
  bundles: z.enum(['skip', 'bundle', 'product']).default('skip'),
  archived: hideOrLeave.default('hide'),
  deleted: hideOrLeave.default('hide'),
  /** A product that somebody deleted in the shop: told to the merchant, or brought back. */
  deletedInShop: z.enum(['leave', 'restore']).default('leave'),
  filter: filter.default(() => filter.parse({})),
  /** What stands in the shop and does not pass the filter (any more). */
  filteredOut: hideOrLeave.default('hide'),
  properties: z.array(property).max(200).default([]),
  /** Product folders become collections, and products go into theirs. */
  collections: z.boolean().default(true),
  matchBy: z
    .array(z.enum(matchKeys))
    .max(matchKeys.length)
    .refine((keys) => noTwice(keys, (key) => key))
    .default(['insales-id', 'sku', 'barcode', 'external-code']),
})
export type CatalogSettings = z.infer<typeof catalogSettingsSchema>
export type CatalogField = CatalogSettings['keep'][number]
export type PriceTarget = CatalogSettings['prices'][number]['insales']
export type MatchKey = (typeof matchKeys)[number]
