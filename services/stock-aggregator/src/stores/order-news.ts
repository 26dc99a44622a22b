import { translateMongoErrors } from '@skladbridge/runtime'
import DataLoader from 'dataloader'
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

interface News {
  lane: string
  at: Date
}

/** News waits so long for others: a shop tells of a new order several times at once, and many shops sell at the same time. */
const gatherMs = 20
const atOnce = 500

/** When each shop last had news of an order. */
export function createOrderNews(connection: Connection) {
  const model = connection.model<Row>('OrderNews', schema, 'order_news')
  const gathered = new DataLoader<News, void>(
    async (news) => {
      await model.bulkWrite(latestOf(news).map(keep), { ordered: false })
      return news.map(() => undefined)
    },
    { cache: false, maxBatchSize: atOnce, batchScheduleFn: (write) => setTimeout(write, gatherMs) },
  )
  const orders: OrderNews = {
    heard: (lane, at) => gathered.load({ lane, at }),
    lastAt: async (lane) => (await model.findById(lane).lean<Row>())?.at,
  }
  return { model, orders: translateMongoErrors(orders) }
}

function latestOf(news: readonly News[]): News[] {
  const latest = new Map<string, News>()
  for (const one of news) if (one.at >= (latest.get(one.lane)?.at ?? one.at)) latest.set(one.lane, one)
  return [...latest.values()]
}

const keep = ({ lane, at }: News) => ({
  updateOne: { filter: { _id: lane }, update: { $max: { at } }, upsert: true },
})
