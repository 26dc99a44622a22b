import { InsalesOrderTouched, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Touch } from '@skladbridge/reconciler'
import { kinds, type OrderLinkOwn } from './ports.js'

/** The shop says that an order may have changed: look at it again. Makes the link for an order never heard of. */
export const onInsalesOrderTouched = (ports: { touch(touches: Touch<OrderLinkOwn>[]): Promise<void> }) =>
  defineHandler({
    name: 'on-insales-order-touched',
    event: InsalesOrderTouched,
    prefetch: 50,
    async handle({ accountId, shopId, data }: EventOf<typeof InsalesOrderTouched>) {
      if (shopId === undefined) return
      await ports.touch([{ connection: { accountId, shopId }, kind: kinds.order, key: data.orderId }])
    },
  })
