import { z } from 'zod'
import { defineEvent, type EventOf } from '../define-event.js'

const id = z.string().min(1).max(64)

export const CatalogProductLinked = defineEvent({
  name: 'catalog.product.linked',
  version: 1,
  owner: 'catalog-sync',
  summary:
    'A MoySklad assortment and an inSales variant are now the same thing. Send its stock; look at orders that waited.',
  audience: 'required',
  data: z.object({ assortmentId: id, insalesProductId: id, insalesVariantId: id }),
})
export type CatalogProductLinked = EventOf<typeof CatalogProductLinked>

export const OrderSynced = defineEvent({
  name: 'orders.order.synced',
  version: 1,
  owner: 'order-sync',
  summary: 'Both sides of an order agree again.',
  audience: 'optional',
  data: z.object({
    insalesOrderId: id,
    moyskladOrderId: id,
    /** What had to be done for it. */
    outcome: z.enum(['created', 'adopted', 'updated-moysklad', 'updated-insales', 'updated-both']),
  }),
})
export type OrderSynced = EventOf<typeof OrderSynced>

const count = z.int().nonnegative()

export const StockRunFinished = defineEvent({
  name: 'stock.run.finished',
  version: 1,
  owner: 'stock-aggregator',
  summary: 'A stock run is over: what was read, changed, written, and what failed.',
  audience: 'optional',
  data: z.object({
    runId: id,
    kind: z.enum(['full', 'changed']),
    rowsRead: count,
    changed: count,
    written: count,
    failed: count,
    requests: count,
    /** Nothing was written: the report would have taken too many products to zero, and waits for the merchant's word. */
    held: z.boolean().optional(),
  }),
})
export type StockRunFinished = EventOf<typeof StockRunFinished>

/** Level, not edge: told when it differs from what was told before, so one that is lost costs until the next change. */
const parked = z.object({
  /** Links that wait for the merchant's word. */
  parked: count,
})

export const CatalogParkedChanged = defineEvent({
  name: 'catalog.parked.changed',
  version: 1,
  owner: 'catalog-sync',
  summary: 'How many products of a connection wait for the merchant.',
  audience: 'required',
  data: parked,
})
export type CatalogParkedChanged = EventOf<typeof CatalogParkedChanged>

export const OrdersParkedChanged = defineEvent({
  name: 'orders.parked.changed',
  version: 1,
  owner: 'order-sync',
  summary: 'How many orders of a connection wait for the merchant.',
  audience: 'required',
  data: parked,
})
export type OrdersParkedChanged = EventOf<typeof OrdersParkedChanged>

export const StockParkedChanged = defineEvent({
  name: 'stock.parked.changed',
  version: 1,
  owner: 'stock-aggregator',
  summary: 'How many pieces of stock work of a connection wait for the merchant.',
  audience: 'required',
  data: parked,
})
export type StockParkedChanged = EventOf<typeof StockParkedChanged>
