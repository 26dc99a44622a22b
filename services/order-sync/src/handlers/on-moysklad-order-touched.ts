import { MoyskladOrderTouched, parseConnectionId, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Touch } from '@skladbridge/reconciler'
import { kinds, type OrderLinkOwn, type OrderLinks } from './ports.js'

/**
 * MoySklad says that a customer order may have changed. Only orders that came from a shop are ours: one that no link knows
 * is forgotten, orders never go from MoySklad to a shop.
 */
export const onMoyskladOrderTouched = (ports: {
  links: OrderLinks
  touch(touches: Touch<OrderLinkOwn>[]): Promise<void>
}) =>
  defineHandler({
    name: 'on-moysklad-order-touched',
    event: MoyskladOrderTouched,
    prefetch: 50,
    async handle({ accountId, data }: EventOf<typeof MoyskladOrderTouched>) {
      const links = await ports.links.findByMoyskladOrder(accountId, [data.orderId])
      await ports.touch(
        links.flatMap((link) => {
          const connection = parseConnectionId(link.lane)
          return connection ? [{ connection, kind: kinds.order, key: link.key }] : []
        }),
      )
    },
  })
