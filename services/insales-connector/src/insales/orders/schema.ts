import { z } from 'zod'
import { id, moment, money, quantity, text } from '../values.js'

const nullable = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined)

const lineSchema = z.object({
  id,
  product_id: nullable(id),
  variant_id: nullable(id),
  sku: text,
  barcode: text,
  title: text,
  quantity,
  sale_price: money,
  full_sale_price: money,
  full_total_price: money,
  vat: z.number().int().nullish(),
})

const clientSchema = z.object({
  id: nullable(id),
  name: text,
  surname: text,
  middlename: text,
  phone: text,
  email: text,
  type: text,
  inn: text,
})

const addressSchema = z.object({
  full_name: text,
  name: text,
  surname: text,
  middlename: text,
  phone: text,
  full_delivery_address: text,
  address: text,
})

const changeSchema = z.object({ action: text, created_at: moment })

/** §2.7: what we use of it. */
export const orderSchema = z.object({
  id,
  number: text,
  key: text,
  fulfillment_status: text,
  /** On reading only here; there is no `custom_status_permalink` (§2.11). */
  custom_status: nullable(z.object({ permalink: text })),
  financial_status: text,
  order_lines: z.array(lineSchema),
  items_price: money,
  full_delivery_price: money,
  total_price: money,
  delivery_title: text,
  client: nullable(clientSchema),
  shipping_address: nullable(addressSchema),
  comment: text,
  currency_code: text,
  created_at: moment,
  updated_at: moment,
  archived: z.boolean().nullish(),
  order_changes: z
    .array(changeSchema)
    .nullish()
    .transform((changes) => changes ?? []),
})

export type TheirOrder = z.output<typeof orderSchema>
export type TheirLine = z.output<typeof lineSchema>
export type TheirClient = z.output<typeof clientSchema>
export type TheirAddress = z.output<typeof addressSchema>
export type TheirChange = z.output<typeof changeSchema>

export const ordersSchema = z.array(orderSchema)
