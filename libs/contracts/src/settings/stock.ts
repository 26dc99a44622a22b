import { z } from 'zod'

/** «Остатки». What the merchant may decide about stock of one connection. */
export const stockSettingsSchema = z.object({
  syncStock: z.boolean().default(false),
  /** Which of MoySklad's numbers is «в наличии». */
  stockType: z.enum(['stock', 'freeStock', 'quantity']).default('stock'),
  /** Only these warehouses; empty = the sum over all. */
  storeIds: z.array(z.string().min(1).max(64)).max(200).default([]),
})
export type StockSettings = z.infer<typeof stockSettingsSchema>
