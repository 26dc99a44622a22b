import { z } from 'zod'

const id = z.string().min(1).max(64)

const noTwice = <T>(rows: readonly T[], keyOf: (row: T) => string): boolean =>
  new Set(rows.map(keyOf)).size === rows.length

/** «Остатки». What the merchant may decide about stock of one connection. */
export const stockSettingsSchema = z.object({
  syncStock: z.boolean().default(false),
  /** Which of MoySklad's numbers is «в наличии». Only freeStock and quantity leave out what orders have reserved. */
  stockType: z.enum(['stock', 'freeStock', 'quantity']).default('stock'),
  /** What is on its way counts too (`quantity` has it in any case). */
  withInTransit: z.boolean().default(false),
  /** Only these warehouses; empty = the sum over all. */
  storeIds: z.array(id).max(200).default([]),
  /** All of a product and its modifications to the first variant, or each modification to its own. */
  target: z.enum(['first-variant', 'per-variant']).default('first-variant'),
  /** MoySklad warehouse → inSales warehouse, by its array index. Not empty: others do not count, `storeIds` neither. */
  warehouseMap: z
    .array(z.object({ storeId: id, warehouseIndex: z.int().min(0).max(99) }))
    .max(200)
    .refine((rows) => noTwice(rows, (row) => row.storeId), {
      error: 'склад МоегоСклада может пополнять только один склад inSales',
    })
    .default([]),
  /** Bundles: left alone, or as many as can be put together from their components. */
  bundles: z.enum(['none', 'components']).default('none'),
  /** Held back, of each variant (of each warehouse, where they are mapped). */
  reserve: z
    .object({ unit: z.enum(['pieces', 'percent']), value: z.number().min(0).max(1_000_000) })
    .refine(({ unit, value }) => unit === 'pieces' || value <= 100, { error: 'не больше 100 %' })
    .optional(),
  /** Never more than this many are shown. */
  max: z.int().min(0).max(10_000_000).optional(),
  /** Weighed goods: only whole units, or as they are. */
  fractions: z.enum(['floor', 'keep']).default('floor'),
  /** Written where none are left: 0 = «нет в наличии», more = «под заказ», the shop goes on taking orders. */
  zeroAs: z.int().min(0).max(1_000_000).default(0),
  /** A run that takes this share of what is in stock to zero (and 20 variants at least) waits for the merchant's word. */
  holdThreshold: z.number().min(0.01).max(1).default(0.5),
})
export type StockSettings = z.infer<typeof stockSettingsSchema>
