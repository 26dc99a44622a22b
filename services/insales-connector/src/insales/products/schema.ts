import { z } from 'zod'
import { id, moment, money, quantity, text } from '../values.js'

const list = <S extends z.ZodType>(row: S) =>
  z
    .array(row)
    .nullish()
    .transform((rows) => rows ?? [])

/**
 * §2.2. `quantity: null` = stock is not tracked. Extra prices (`price2`, …) and stocks (`quantity_at_warehouse0`, …) are
 * fields whose names depend on the shop: kept, and read by `extra-fields.ts`.
 */
export const variantSchema = z.looseObject({
  id,
  title: text,
  sku: text,
  barcode: text,
  price: money.nullish(),
  old_price: money.nullish(),
  cost_price: money.nullish(),
  quantity: quantity.nullish(),
  weight: quantity.nullish(),
  image_ids: list(id),
  option_values: list(z.object({ option_name_id: id, title: text })),
})

/** While it is processed the addresses are those of `/images/loading.gif` (§2.6). */
export const imageSchema = z.object({
  id,
  filename: text,
  title: text,
  position: z.number().nullish(),
  image_processing: z.boolean().nullish(),
  original_url: text,
})

const titled = z.object({ id, title: text })

/** §2.1: what we use of it. */
export const productSchema = z.object({
  id,
  title: text,
  description: text,
  permalink: text,
  is_hidden: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  updated_at: moment,
  vat: quantity.nullish(),
  bundle: z.boolean().nullish(),
  collections_ids: list(id),
  images: list(imageSchema),
  option_names: list(titled),
  properties: list(titled),
  characteristics: list(z.object({ property_id: id, title: text })),
  product_bundle_components: list(
    z.object({ product_id: id.nullish(), variant_id: id.nullish(), quantity: quantity.nullish() }),
  ),
  variants: z.array(variantSchema),
  product_field_values: list(z.object({ product_field_id: id, value: text })),
})

export type TheirProduct = z.output<typeof productSchema>
export type TheirVariant = z.output<typeof variantSchema>
export type TheirImage = z.output<typeof imageSchema>

export const productsSchema = z.array(productSchema)
