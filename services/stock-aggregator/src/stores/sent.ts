import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { SentStore } from '../handlers/ports.js'

interface Row {
  /** `<lane>/<variant id>` */
  _id: string
  lane: string
  assortmentId: string
  insalesVariantId: string
  quantity: number
  runId: string
  sentAt: Date
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    lane: { type: String, required: true },
    assortmentId: { type: String, required: true },
    insalesVariantId: { type: String, required: true },
    quantity: { type: Number, required: true },
    runId: String,
    sentAt: Date,
  },
  { versionKey: false },
).index({ lane: 1, quantity: 1 })

const rowId = (lane: string, variantId: string) => `${lane}/${variantId}`
const PAGE = 500

/** What each variant was last told. */
export function createSentStore(connection: Connection) {
  const model = connection.model<Row>('Sent', schema, 'sent_quantities')
  const sent: SentStore = {
    async lastSent(lane, variantIds) {
      const ids = variantIds.map((id) => rowId(lane, id))
      const rows = await model.find({ _id: { $in: ids } }, { insalesVariantId: 1, quantity: 1 }).lean<Row[]>()
      return new Map(rows.map((row) => [row.insalesVariantId, row.quantity]))
    },
    async remember(lane, quantities, runId) {
      const sentAt = new Date()
      await model.bulkWrite(
        quantities.map((each) => ({
          updateOne: {
            filter: { _id: rowId(lane, each.insalesVariantId) },
            update: { $set: { lane, ...each, runId, sentAt } },
            upsert: true,
          },
        })),
        { ordered: false },
      )
    },
    async *notSeenIn(lane, assortmentIds) {
      const cursor = model
        .find({ lane, quantity: { $gt: 0 } }, { assortmentId: 1, insalesVariantId: 1 })
        .lean<Row>()
        .cursor({ batchSize: PAGE })
      let page: { assortmentId: string; insalesVariantId: string }[] = []
      for await (const row of cursor as AsyncIterable<Row>) {
        if (assortmentIds.has(row.assortmentId)) continue
        page.push({ assortmentId: row.assortmentId, insalesVariantId: row.insalesVariantId })
        if (page.length < PAGE) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },
  }
  return { model, sent: translateMongoErrors(sent) }
}
