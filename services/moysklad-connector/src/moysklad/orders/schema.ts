import { z } from 'zod'
import { collectionOf, refSchema } from '../hrefs.js'

export const positionSchema = z.object({
  id: z.string(),
  assortment: refSchema,
  quantity: z.number(),
  price: z.number().optional(),
  discount: z.number().optional(),
  vat: z.number().optional(),
  vatEnabled: z.boolean().optional(),
  reserve: z.number().optional(),
})
export type Position = z.infer<typeof positionSchema>

/** References and files have an object as their value; what a text can hold has not. */
export const attributeSchema = z.object({
  id: z.string(),
  type: z.string().optional(),
  value: z.unknown(),
})
export type Attribute = z.infer<typeof attributeSchema>

export const orderSchema = z.object({
  id: z.string(),
  syncId: z.string().optional(),
  name: z.string(),
  externalCode: z.string().optional(),
  moment: z.string().optional(),
  state: refSchema.nullish(),
  agent: refSchema.optional(),
  organization: refSchema.optional(),
  store: refSchema.nullish(),
  applicable: z.boolean().optional(),
  /** When it went to the bin. */
  deleted: z.string().optional(),
  sum: z.number().optional(),
  payedSum: z.number().optional(),
  positions: collectionOf(positionSchema).optional(),
  attributes: z.array(attributeSchema).optional(),
  updated: z.string(),
  created: z.string().optional(),
})
export type Order = z.infer<typeof orderSchema>

const pricedSchema = z.object({
  meta: refSchema.shape.meta,
  salePrices: z.array(z.object({ value: z.number().optional() })).optional(),
})

export const bundleSchema = z.object({
  id: z.string(),
  components: collectionOf(
    z.object({ quantity: z.number().optional(), assortment: pricedSchema }),
  ).optional(),
})
export type BundleRow = z.infer<typeof bundleSchema>

export const goodsSchema = z.object({
  id: z.string(),
  meta: z.object({ type: z.string().optional(), href: z.string() }),
  article: z.string().optional(),
  code: z.string().optional(),
  externalCode: z.string().optional(),
  barcodes: z.array(z.record(z.string(), z.unknown())).optional(),
})
export type Goods = z.infer<typeof goodsSchema>
