import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { merchantText } from '@skladbridge/errors'
import { orders } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import { orderErrors } from '../errors.js'
import type { OrderLink, OrderLinks } from '../handlers/ports.js'

export interface OrderLinkPorts {
  links: OrderLinks
  /** Look at it again now, whatever its state. */
  touch(connection: ConnectionKey, insalesOrderId: string): Promise<void>
}

/** Where orders stand, for the page. */
export const orderLinksService = (ports: OrderLinkPorts) =>
  grpcService(orders.OrderLinksService, {
    get: async ({ connection, insalesOrderId }) => toReply(await find(ports, connection!, insalesOrderId)),
    async retry({ connection, insalesOrderId }) {
      await find(ports, connection!, insalesOrderId)
      await ports.touch(connection!, insalesOrderId)
      return toReply(await find(ports, connection!, insalesOrderId))
    },
  })

async function find(ports: OrderLinkPorts, connection: ConnectionKey, order: string): Promise<OrderLink> {
  const [link] = await ports.links.find(connectionId(connection), [order])
  if (!link) throw orderErrors.ORDERS_LINK_UNKNOWN({ order })
  return link
}

const toReply = (link: OrderLink): orders.OrderLink => ({
  insalesOrderId: link.key,
  insalesNumber: link.insalesNumber ?? '',
  moyskladOrderId: link.moyskladOrderId ?? '',
  state: link.parked ? 'parked' : link.dirty ? 'waiting' : 'synced',
  failureCode: link.failure?.code ?? '',
  failureText: link.failure ? merchantText(link.failure) : '',
  nextAttemptAt: link.dirty && !link.parked ? link.dueAt.toISOString() : '',
})
