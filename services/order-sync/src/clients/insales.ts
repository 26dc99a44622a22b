import { insales } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import { versionOf } from '../domain/version.js'
import type { InsalesOrders } from '../handlers/ports.js'
import { openShopReader } from './read-shop-orders.js'
import { toInsalesOrder } from './to-insales-order.js'

/** A page of a sweep. */
const PAGE = 250

/** Orders of the shop, through insales-connector. */
export function createInsalesClient(address: string): { orders: InsalesOrders } & Closable {
  const client = connectGrpc(insales.OrdersService, address, { deadlineMs: 30_000 })
  const orders: InsalesOrders = {
    openReader: (connection, wanted) => openShopReader(client, connection, wanted),
    async update(
      connection,
      { id, hasCustomStatuses },
      { status, bySystem, payment, lines, fields },
      bounds,
    ) {
      const asCustom = hasCustomStatuses && !bySystem
      const request = {
        connection,
        id,
        customStatusPermalink: asCustom ? status : undefined,
        fulfillmentStatus: asCustom ? undefined : status,
        financialStatus: payment,
        lines: lines.map((line) => ({ quantity: undefined, salePriceMinor: undefined, ...line })),
        fields,
      }
      return toInsalesOrder(await client.update(request, { ...bounds, priority: 'orders' }))
    },
    async listChanged(connection, { since, cursor }, bounds) {
      const page = await client.listChanged({ connection, updatedSince: since, cursor, limit: PAGE }, bounds)
      const changed = page.orders.map((order) => ({
        id: order.id,
        version: versionOf(toInsalesOrder(order)),
      }))
      // what cannot be read in a list is read by itself, to say what is wrong with it
      const unreadable = page.unreadableIds.map((id) => ({ id, version: '' }))
      return { changed: [...changed, ...unreadable], cursor: page.cursor, more: page.more }
    },
  }
  return { orders, close: () => client.close() }
}
