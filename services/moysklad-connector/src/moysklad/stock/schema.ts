import { z } from 'zod'

/** The amount stands under the name of the stock type; samples of the documentation also name it `quantity`. */
export const stockRowSchema = z.object({
  assortmentId: z.string(),
  storeId: z.string().nullish(),
  stock: z.number().nullish(),
  freeStock: z.number().nullish(),
  quantity: z.number().nullish(),
  inTransit: z.number().nullish(),
})
export type StockRow = z.infer<typeof stockRowSchema>

export const stockTypes = ['stock', 'freeStock', 'quantity', 'inTransit'] as const
export type StockType = (typeof stockTypes)[number]
