import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { OrderNews } from '../handlers/ports.js'

interface Row {
  /** The lane. */
  _id: string
  at: Date
}

const schema = new Schema<Row>(
  { _id: { type: String, required: true }, at: { type: Date, required: true } },
  { versionKey: false },
)

/** When each shop last had news of an order. */
export function createOrderNews(connection: Connection) {
  const model = connection.model<Row>('OrderNews', schema, 'order_news')
  const orders: OrderNews = {
    async heard(lane, at) {
      await model.updateOne({ _id: lane }, { $max: { at } }, { upsert: true })
    },
    lastAt: async (lane) => (await model.findById(lane).lean<Row>())?.at,
  }
  return { model, orders: translateMongoErrors(orders) }
}
