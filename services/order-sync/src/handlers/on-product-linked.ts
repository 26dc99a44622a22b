import { CatalogProductLinked, connectionId, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Touch } from '@skladbridge/reconciler'
import { kinds, type OrderLinkOwn, type OrderLinks } from './ports.js'

/** A product is linked now: orders that waited for one look again. */
export const onProductLinked = (ports: {
  links: OrderLinks
  touch(touches: Touch<OrderLinkOwn>[]): Promise<void>
}) =>
  defineHandler({
    name: 'on-product-linked',
    event: CatalogProductLinked,
    prefetch: 20,
    async handle({ accountId, shopId }: EventOf<typeof CatalogProductLinked>) {
      if (shopId === undefined) return
      const connection = { accountId, shopId }
      const waiting = await ports.links.findWaitingForLinks(connectionId(connection))
      await ports.touch(waiting.map((link) => ({ connection, kind: kinds.order, key: link.key })))
    },
  })
