import { z } from 'zod'
import { refSchema } from '../hrefs.js'

const money = z.object({ value: z.number().optional(), currency: refSchema.optional() })

export const assortmentSchema = z.object({
  meta: z.object({ type: z.string() }),
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  article: z.string().optional(),
  code: z.string().optional(),
  externalCode: z.string().optional(),
  /** `[{ "ean13": "…" }, { "code128": "…" }]` */
  barcodes: z.array(z.record(z.string(), z.string())).optional(),
  archived: z.boolean().optional(),
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
  updated: z.string(),
  variantsCount: z.number().optional(),
  product: refSchema.optional(),
  characteristics: z.array(z.object({ id: z.string(), name: z.string(), value: z.string() })).optional(),
})
export type Assortment = z.infer<typeof assortmentSchema>
