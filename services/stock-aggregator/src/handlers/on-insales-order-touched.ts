import { connectionId, InsalesOrderTouched, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { OrderNews } from './ports.js'

/** An order of the shop takes its goods off the shelf there: what is lower since then was not lowered by hand. */
export const onInsalesOrderTouched = (orders: Pick<OrderNews, 'heard'>) =>
  defineHandler({
    name: 'on-insales-order-touched',
    event: InsalesOrderTouched,
    prefetch: 50,
    async handle({ accountId, shopId, occurredAt }: EventOf<typeof InsalesOrderTouched>) {
      if (shopId === undefined) return
      await orders.heard(connectionId({ accountId, shopId }), new Date(occurredAt))
    },
  })
