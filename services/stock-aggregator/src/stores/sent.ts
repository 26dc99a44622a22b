import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
import type { Change, Level } from '../domain/types.js'
import type { SentRow, SentStore } from '../handlers/ports.js'

interface Row {
  /** `<lane>/<variant id>` */
  _id: string
  lane: string
  assortmentId: string
  insalesProductId?: string
  insalesVariantId: string
  quantity: number
  at?: Record<string, number> | null
  before?: Level | null
  runId: string
  sentAt: Date
  /** Not yet read back. */
  unverified?: boolean
  lost?: number
}

const { Mixed } = Schema.Types

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    lane: { type: String, required: true },
    assortmentId: { type: String, required: true },
    insalesProductId: String,
    insalesVariantId: { type: String, required: true },
    quantity: { type: Number, required: true },
    at: Mixed,
    before: Mixed,
    runId: String,
    sentAt: Date,
    unverified: Boolean,
    lost: Number,
  } as never,
  { versionKey: false, minimize: false },
)
  .index({ lane: 1, quantity: 1 })
  .index({ lane: 1, unverified: 1, sentAt: 1 })

const PAGE = 500
const rowId = (lane: string, variantId: string) => `${lane}/${variantId}`
const idIn = (lane: string, ids: readonly string[]) => ({ _id: { $in: ids.map((id) => rowId(lane, id)) } })
const toLevel = ({ quantity, at }: Pick<Row, 'quantity' | 'at'>): Level =>
  at ? { quantity, at } : { quantity }

/** What each variant was last told. */
export function createSentStore(connection: Connection) {
  const model = connection.model<Row>('Sent', schema, 'sent_quantities')
  return { model, sent: translateMongoErrors<SentStore>({ ...telling(model), ...readingBack(model) }) }
}

function telling(model: Model<Row>): Omit<SentStore, keyof ReturnType<typeof readingBack>> {
  return {
    async lastSent(lane, variantIds) {
      const fields = { insalesVariantId: 1, quantity: 1, at: 1 }
      const rows = await model.find(idIn(lane, variantIds), fields).lean<Row[]>()
      return new Map(rows.map((row) => [row.insalesVariantId, toLevel(row)]))
    },
    async remember(lane, changes, runId) {
      if (changes.length === 0) return
      const operations = changes.map((change) => ({
        updateOne: {
          filter: { _id: rowId(lane, change.insalesVariantId) },
          update: { $set: toRow(lane, change, runId) },
          upsert: true,
        },
      }))
      await model.bulkWrite(operations as never, { ordered: false })
    },
    async *notSeen(lane, none, isSeen) {
      const cursor = model
        .find({ lane, quantity: { $gt: none } }, { assortmentId: 1, insalesVariantId: 1 })
        .lean<Row>()
        .cursor({ batchSize: PAGE })
      let page: { assortmentId: string; insalesVariantId: string }[] = []
      for await (const row of cursor as AsyncIterable<Row>) {
        if (isSeen(row.assortmentId)) continue
        page.push({ assortmentId: row.assortmentId, insalesVariantId: row.insalesVariantId })
        if (page.length < PAGE) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },
    countAbove: (lane, none) => model.countDocuments({ lane, quantity: { $gt: none } }),
    async forget(lane, variantIds) {
      await model.deleteMany(idIn(lane, variantIds))
    },
  }
}

const toRow = (lane: string, change: Change, runId: string): Omit<Row, '_id'> => ({
  lane,
  assortmentId: change.assortmentId,
  insalesProductId: change.insalesProductId,
  insalesVariantId: change.insalesVariantId,
  quantity: change.level.quantity,
  at: change.level.at ?? null,
  before: change.before ?? null,
  runId,
  sentAt: new Date(),
  unverified: true,
  lost: 0,
})

function readingBack(model: Model<Row>): Pick<SentStore, 'rows' | 'unverified' | 'verified' | 'sentAgain'> {
  return {
    rows: async (lane, variantIds) => (await model.find(idIn(lane, variantIds)).lean<Row[]>()).map(toSentRow),
    unverified: async (lane, limit) =>
      (await model.find({ lane, unverified: true }).sort({ sentAt: 1 }).limit(limit).lean<Row[]>()).map(
        toSentRow,
      ),
    async verified(lane, variantIds) {
      await model.updateMany(idIn(lane, variantIds), { $set: { unverified: false, lost: 0 } })
    },
    async sentAgain(lane, variantIds) {
      const update = { $set: { unverified: true, sentAt: new Date() }, $inc: { lost: 1 } }
      await model.updateMany(idIn(lane, variantIds), update)
    },
  }
}

const toSentRow = (row: Row): SentRow => ({
  assortmentId: row.assortmentId,
  insalesProductId: row.insalesProductId ?? '',
  insalesVariantId: row.insalesVariantId,
  level: toLevel(row),
  before: row.before ?? undefined,
  sentAt: row.sentAt,
  lost: row.lost ?? 0,
})
