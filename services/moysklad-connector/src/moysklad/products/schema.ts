import { z } from 'zod'
import { collectionOf, refSchema } from '../hrefs.js'

const money = z.object({ value: z.number().optional(), currency: refSchema.optional() })

/** `id` is the same for the same file name and content, and changes with either (api/moysklad.md §2.5). */
export const imageSchema = z.object({
  meta: refSchema.shape.meta,
  filename: z.string().optional(),
  size: z.number().optional(),
  updated: z.string().optional(),
})

export const componentSchema = z.object({ assortment: refSchema, quantity: z.number() })

/** Of references the value is an object; of files too. */
export const attributeSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  type: z.string().optional(),
  value: z.unknown(),
})

export const assortmentSchema = z.object({
  meta: z.object({ type: z.string() }),
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  article: z.string().optional(),
  code: z.string().optional(),
  externalCode: z.string().optional(),
  syncId: z.string().optional(),
  pathName: z.string().optional(),
  /** `[{ "ean13": "…" }, { "code128": "…" }]` */
  barcodes: z.array(z.record(z.string(), z.string())).optional(),
  archived: z.boolean().optional(),
  weighed: z.boolean().optional(),
  productFolder: refSchema.optional(),
  salePrices: z
    .array(
      money.extend({
        priceType: z.object({
          id: z.string().optional(),
          name: z.string().optional(),
          meta: refSchema.shape.meta.optional(),
        }),
      }),
    )
    .optional(),
  buyPrice: money.optional(),
  minPrice: money.optional(),
  weight: z.number().optional(),
  vat: z.number().optional(),
  vatEnabled: z.boolean().optional(),
  effectiveVat: z.number().optional(),
  effectiveVatEnabled: z.boolean().optional(),
  updated: z.string(),
  variantsCount: z.number().optional(),
  product: refSchema.optional(),
  characteristics: z.array(z.object({ id: z.string(), name: z.string(), value: z.string() })).optional(),
  attributes: z.array(attributeSchema).optional(),
  images: collectionOf(imageSchema).optional(),
  components: collectionOf(componentSchema).optional(),
})
export type Assortment = z.infer<typeof assortmentSchema>
