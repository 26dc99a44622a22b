import { linkSchema } from '@skladbridge/reconciler'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import { kinds, type OrderLink, type OrderLinkOwn, type OrderLinks } from '../handlers/ports.js'

const { Mixed } = Schema.Types

const schema = linkSchema<OrderLinkOwn>({
  insalesNumber: String,
  moyskladOrderId: String,
  moyskladName: String,
  base: Mixed,
  pending: Mixed,
  seen: Mixed,
  conflicts: Mixed,
  idle: String,
  found: Mixed,
  payment: Mixed,
  resend: Number,
  resent: Number,
  followUps: Number,
  lookFrom: String,
  cursor: String,
})
schema.index({ moyskladOrderId: 1 }, { partialFilterExpression: { moyskladOrderId: { $exists: true } } })
schema.index({ lane: 1, insalesNumber: 1 }, { partialFilterExpression: { insalesNumber: { $exists: true } } })
schema.index({ lane: 1, moyskladName: 1 }, { partialFilterExpression: { moyskladName: { $exists: true } } })

/** How many orders one news of a linked product wakes at most; the next news wakes the rest. */
const WAITING_AT_MOST = 1000

const beingMade = (lanes: string[]): object => ({
  ...{ lane: { $in: lanes }, dirty: true, parked: false },
  'pending.birth': { $exists: true },
})

export function createOrderLinkStore(connection: Connection) {
  const model = connection.model('OrderLink', schema, 'order_links')
  const links: OrderLinks = {
    async findByMoyskladOrder(accountId, moyskladOrderIds) {
      const rows = await model.find({ moyskladOrderId: { $in: moyskladOrderIds } }).lean<OrderLink[]>()
      return rows.filter((row: OrderLink) => row.lane.startsWith(`${accountId}.`))
    },
    isAnyBeingMade: async (lanes) => (await model.exists(beingMade(lanes))) !== null,
    async find(lane, insalesOrderIds) {
      return model.find({ lane, kind: kinds.order, key: { $in: insalesOrderIds } }).lean<OrderLink[]>()
    },
    async findByNumber(lane, number) {
      const named = { lane, $or: [{ insalesNumber: number }, { moyskladName: number }] }
      const rows = await model.find(named).limit(10).lean<OrderLink[]>()
      // ids of orders grow
      return rows.sort((a: OrderLink, b: OrderLink) => Number(b.key) - Number(a.key))[0]
    },
    async listWaiting(lane, cursor, limit) {
      const open: object = {
        ...{ lane, kind: kinds.order },
        ...(cursor ? { _id: { $gt: cursor } } : {}),
        $or: [{ dirty: true }, { idle: { $type: 'string' } }],
      }
      return model.find(open).sort({ _id: 1 }).limit(limit).lean<OrderLink[]>()
    },
    async findWaitingForLinks(lane) {
      const codes = ['ORDERS_LINE_NOT_LINKED', 'ORDERS_POSITION_NOT_LINKED']
      return model
        .find({ lane, parked: true, 'failure.code': { $in: codes } })
        .limit(WAITING_AT_MOST)
        .lean<OrderLink[]>()
    },
    async wantResent(lane, insalesOrderId) {
      const gone: object = { lane, kind: kinds.order, key: insalesOrderId, idle: 'gone-moysklad' }
      const { matchedCount } = await model.updateOne(gone, { $inc: { resend: 1 } })
      return matchedCount === 1
    },
  }
  return { model, links: translateMongoErrors(links) }
}
