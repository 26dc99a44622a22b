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
  updated: z.string(),
})
export type Order = z.infer<typeof orderSchema>
