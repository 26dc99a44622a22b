import { z } from 'zod'

const id = z.string().min(1).max(64)

/** «Товары». What the merchant may decide about products of one connection. */
export const catalogSettingsSchema = z.object({
  /** «Синхронизировать товары»: changes and new ones. Off = nothing is written, webhooks or not. */
  syncProducts: z.boolean().default(false),
  /** ISO 8601: when products were switched on. What was there before is the first load's affair. Set by the service. */
  syncSince: z.iso.datetime({ offset: true }).optional(),
  syncImages: z.boolean().default(false),
  /** MoySklad price type id → inSales `price`; absent = the account's first price type. */
  priceTypeId: id.optional(),
  /** MoySklad price type id → inSales `old_price`; absent = not written. */
  oldPriceTypeId: id.optional(),
})
export type CatalogSettings = z.infer<typeof catalogSettingsSchema>
