import { linkSchema } from '@skladbridge/reconciler'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import { kinds, type OrderLink, type OrderLinkOwn, type OrderLinks } from '../handlers/ports.js'

const { Mixed } = Schema.Types

const schema = linkSchema<OrderLinkOwn>({
  insalesNumber: String,
  moyskladOrderId: String,
  base: Mixed,
  pending: Mixed,
  seen: Mixed,
  conflicts: Mixed,
  idle: String,
  cursor: String,
})
schema.index({ moyskladOrderId: 1 }, { partialFilterExpression: { moyskladOrderId: { $exists: true } } })

/** How many orders one news of a linked product wakes at most; the next news wakes the rest. */
const WAITING_AT_MOST = 1000

export function createOrderLinkStore(connection: Connection) {
  const model = connection.model('OrderLink', schema, 'order_links')
  const links: OrderLinks = {
    async findByMoyskladOrder(accountId, moyskladOrderIds) {
      const rows = await model.find({ moyskladOrderId: { $in: moyskladOrderIds } }).lean<OrderLink[]>()
      return rows.filter((row: OrderLink) => row.lane.startsWith(`${accountId}.`))
    },
    find: (lane, insalesOrderIds) =>
      model.find({ lane, kind: kinds.order, key: { $in: insalesOrderIds } }).lean<OrderLink[]>(),
    findWaitingForLinks: (lane) =>
      model
        .find({
          lane,
          parked: true,
          'failure.code': { $in: ['ORDERS_LINE_NOT_LINKED', 'ORDERS_POSITION_NOT_LINKED'] },
        })
        .limit(WAITING_AT_MOST)
        .lean<OrderLink[]>(),
  }
  return { model, links: translateMongoErrors(links) }
}
