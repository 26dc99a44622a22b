import { insales } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { InsalesOrder } from '../domain/types.js'
import type { InsalesOrders } from '../handlers/ports.js'

/** A page of a sweep. */
const PAGE = 100

/** Orders of the shop, through insales-connector. */
export function createInsalesClient(address: string): { orders: InsalesOrders } & Closable {
  const client = connectGrpc(insales.OrdersService, address, { deadlineMs: 30_000 })
  const orders: InsalesOrders = {
    async getMany(connection, ids, bounds) {
      const reply = await client.getMany({ connection, ids }, { ...bounds, priority: 'orders' })
      return new Map(reply.orders.map((order) => [order.id, toOrder(order)]))
    },
    async update(connection, id, { status, lines }, bounds) {
      const request = {
        connection,
        id,
        customStatusPermalink: status,
        financialStatus: undefined,
        lines: lines.map((line) => ({ quantity: undefined, salePriceMinor: undefined, ...line })),
      }
      return toOrder(await client.update(request, { ...bounds, priority: 'orders' }))
    },
    async listChanged(connection, { since, cursor }, bounds) {
      const page = await client.listChanged({ connection, updatedSince: since, cursor, limit: PAGE }, bounds)
      const changed = page.orders.map((order) => ({ id: order.id, updated: order.updatedAt }))
      return { changed, cursor: page.cursor, more: page.more }
    },
  }
  return { orders, close: () => client.close() }
}

function toOrder(order: insales.Order): InsalesOrder {
  return {
    id: order.id,
    number: order.number,
    status: order.customStatusPermalink || order.fulfillmentStatus,
    statusChangedAt: order.statusChangedAt,
    financialStatus: order.financialStatus,
    lines: order.lines,
    fullDeliveryPriceMinor: order.fullDeliveryPriceMinor,
    totalPriceMinor: order.totalPriceMinor,
    deliveryTitle: order.deliveryTitle,
    deliveryAddress: order.deliveryAddress,
    comment: order.comment,
    customer: toCustomer(order),
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
  }
}

/** The recipient where there is one: on a quick checkout the client may hold a phone number as a name. */
function toCustomer({ client, recipientName, recipientPhone }: insales.Order): InsalesOrder['customer'] {
  const fullName = [client?.surname, client?.name, client?.middlename].filter(Boolean).join(' ')
  return {
    id: client?.id ?? '',
    name: fullName || recipientName,
    phone: client?.phone || recipientPhone,
    email: client?.email ?? '',
    kind: client?.kind === 'juridical' ? 'juridical' : 'individual',
    inn: client?.inn ?? '',
  }
}
