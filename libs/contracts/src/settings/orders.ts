import { z } from 'zod'

const id = z.string().min(1).max(64)

/** «Заказы». What the merchant may decide about orders of one connection. */
export const orderSettingsSchema = z.object({
  syncOrders: z.boolean().default(false),
  /** Юрлицо. Absent = the account's first organization. */
  organizationId: id.optional(),
  storeId: id.optional(),
  ownerId: id.optional(),
  groupId: id.optional(),
  projectId: id.optional(),
  salesChannelId: id.optional(),
  /** Put before the shop's order number in MoySklad. */
  numberPrefix: z.string().max(20).default(''),
  /** Left MoySklad state id, right inSales custom status permalink. Unmapped statuses change nothing. */
  statusMap: z
    .array(z.object({ moyskladStateId: id, insalesStatus: z.string().min(1).max(100) }))
    .max(200)
    .default([]),
  /** ISO 8601. Orders placed before it are left alone. Absent = the moment the connection was made. */
  startFrom: z.iso.datetime({ offset: true }).optional(),
})
export type OrderSettings = z.infer<typeof orderSettingsSchema>
