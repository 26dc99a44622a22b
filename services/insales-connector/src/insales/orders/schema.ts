import { z } from 'zod'
import { id, moment, money, quantity, text } from '../values.js'

const nullable = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined)

/** Left out where there is nothing of it. */
const nothing = money.nullish().transform((value) => value ?? 0)

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
  total_price: nothing,
  discounts_amount: nothing,
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
  kpp: text,
  juridical_address: text,
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

const fieldValueSchema = z.object({
  handle: text,
  name: text,
  value: z
    .union([z.string(), z.number(), z.boolean()])
    .nullish()
    .transform((value) => (value == null ? '' : String(value))),
})

const discountSchema = z.object({ full_amount: nothing })

const list = <S extends z.ZodType>(row: S) =>
  z
    .array(row)
    .nullish()
    .transform((rows) => rows ?? [])

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
  order_changes: list(changeSchema),
  payment_gateway_id: nullable(id),
  payment_title: text,
  delivery_price: nothing,
  delivery_date: text,
  manager_comment: text,
  discounts: list(discountSchema),
  fields_values: list(fieldValueSchema),
})

export type TheirOrder = z.output<typeof orderSchema>
export type TheirLine = z.output<typeof lineSchema>
export type TheirClient = z.output<typeof clientSchema>
export type TheirAddress = z.output<typeof addressSchema>
export type TheirChange = z.output<typeof changeSchema>

/** One that cannot be read must not keep the list from being read: it has a name and a place in it. */
const unreadableSchema = z
  .object({ id, updated_at: moment })
  .transform((row) => ({ ...row, unreadable: true as const }))
export type UnreadableOrder = z.output<typeof unreadableSchema>

export const ordersSchema = z.array(z.union([orderSchema, unreadableSchema]))

export const isReadable = (order: TheirOrder | UnreadableOrder): order is TheirOrder =>
  !('unreadable' in order)
