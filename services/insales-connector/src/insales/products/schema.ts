import { z } from 'zod'
import { id, moment, money, quantity, text } from '../values.js'

/** §2.2. `quantity: null` = stock is not tracked. */
export const variantSchema = z.object({
  id,
  title: text,
  sku: text,
  barcode: text,
  price: money.nullish(),
  old_price: money.nullish(),
  cost_price: money.nullish(),
  quantity: quantity.nullish(),
})

/** §2.1: what we use of it. */
export const productSchema = z.object({
  id,
  title: text,
  description: text,
  is_hidden: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  updated_at: moment,
  variants: z.array(variantSchema),
  product_field_values: z
    .array(z.object({ product_field_id: id, value: text }))
    .nullish()
    .transform((values) => values ?? []),
})

export type TheirProduct = z.output<typeof productSchema>
export type TheirVariant = z.output<typeof variantSchema>

export const productsSchema = z.array(productSchema)
