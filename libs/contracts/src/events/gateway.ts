import { z } from 'zod'
import { defineEvent, type EventOf } from '../define-event.js'

const id = z.string().min(1).max(64)

export const MoyskladProductTouched = defineEvent({
  name: 'moysklad.product.touched',
  version: 1,
  owner: 'gateway',
  summary: 'MoySklad says that a product, modification, bundle or service may have changed. Read it again.',
  audience: 'required',
  data: z.object({ assortmentId: id, kind: z.enum(['product', 'variant', 'bundle', 'service']) }),
})
export type MoyskladProductTouched = EventOf<typeof MoyskladProductTouched>

export const MoyskladOrderTouched = defineEvent({
  name: 'moysklad.order.touched',
  version: 1,
  owner: 'gateway',
  summary: 'MoySklad says that a customer order may have changed. Read it again.',
  audience: 'required',
  data: z.object({ orderId: id }),
})
export type MoyskladOrderTouched = EventOf<typeof MoyskladOrderTouched>

export const MoyskladStockTouched = defineEvent({
  name: 'moysklad.stock.touched',
  version: 1,
  owner: 'gateway',
  summary: 'MoySklad says that stock changed somewhere since a moment. Read the current-stock report.',
  audience: 'required',
  data: z.object({
    /** ISO 8601, from the report address that MoySklad sent; absent = not known. */
    changedSince: z.iso.datetime({ offset: true }).optional(),
  }),
})
export type MoyskladStockTouched = EventOf<typeof MoyskladStockTouched>

export const InsalesOrderTouched = defineEvent({
  name: 'insales.order.touched',
  version: 1,
  owner: 'gateway',
  summary: 'A shop says that an order was placed, changed or removed. Read it again.',
  audience: 'required',
  data: z.object({ orderId: id }),
})
export type InsalesOrderTouched = EventOf<typeof InsalesOrderTouched>

const shownText = z.string().max(1000)

/** What a shop's webhook showed of a product, as far as it can be something that we wrote. Money in kopecks. */
export const shownProductSchema = z.object({
  title: shownText,
  /** `textDigest` of the description: it may be long. */
  descriptionDigest: z.string().max(64),
  hidden: z.boolean(),
  collectionIds: z.array(id).max(200),
  properties: z.array(z.object({ name: shownText, value: shownText })).max(200),
  variants: z
    .array(
      z.object({
        id,
        sku: shownText,
        barcode: shownText,
        weight: z.number(),
        prices: z.record(z.string().max(32), z.number()),
      }),
    )
    .max(100),
})
export type ShownProduct = z.infer<typeof shownProductSchema>

export const InsalesProductTouched = defineEvent({
  name: 'insales.product.touched',
  version: 1,
  owner: 'gateway',
  summary:
    'A shop says that a product changed there (also by our own writes). Compare it with what we wrote.',
  audience: 'required',
  data: z.object({
    productId: id,
    /** Only a hint, to tell our own echo without asking the shop; absent = ask. */
    shown: shownProductSchema.optional(),
  }),
})
export type InsalesProductTouched = EventOf<typeof InsalesProductTouched>
