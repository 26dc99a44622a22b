import { MoyskladOrderTouched, parseConnectionId, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Lanes, Touch } from '@skladbridge/reconciler'
import { orderErrors } from '../errors.js'
import { kinds, type OrderLinkOwn, type OrderLinks } from './ports.js'

/**
 * MoySklad says that a customer order may have changed. Only orders that came from a shop are ours: one that no link knows
 * is forgotten, orders never go from MoySklad to a shop. A person may be quicker with a new order than we with remembering
 * it: while any is being made, one that is not known is looked for once more.
 */
export const onMoyskladOrderTouched = (ports: {
  lanes: Pick<Lanes, 'ofAccount'>
  links: Pick<OrderLinks, 'findByMoyskladOrder' | 'isAnyBeingMade'>
  touch(touches: Touch<OrderLinkOwn>[]): Promise<void>
}) =>
  defineHandler({
    name: 'on-moysklad-order-touched',
    event: MoyskladOrderTouched,
    prefetch: 50,
    async handle({ accountId, data }: EventOf<typeof MoyskladOrderTouched>, { redelivered }) {
      const find = () => ports.links.findByMoyskladOrder(accountId, [data.orderId])
      let links = await find()
      if (links.length === 0 && !redelivered) {
        if (await isAnyBeingMade(ports, accountId))
          throw orderErrors.ORDERS_BEING_MADE({ order: data.orderId })
        // remembered between the two looks
        links = await find()
      }
      await ports.touch(
        links.flatMap((link) => {
          const connection = parseConnectionId(link.lane)
          return connection ? [{ connection, kind: kinds.order, key: link.key }] : []
        }),
      )
    },
  })

async function isAnyBeingMade(
  { lanes, links }: Parameters<typeof onMoyskladOrderTouched>[0],
  accountId: string,
): Promise<boolean> {
  const all = await lanes.ofAccount(accountId)
  return all.length > 0 && links.isAnyBeingMade(all.map(({ _id }) => _id))
}
