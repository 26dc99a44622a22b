import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
import type { Pair } from '../domain/types.js'
import type { PairRef, Pairs } from '../handlers/ports.js'

interface Row extends Pair {
  /** `<lane>/<assortment id>` */
  _id: string
  lane: string
}

const { Mixed } = Schema.Types

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    lane: { type: String, required: true },
    assortmentId: { type: String, required: true },
    kind: { type: String, required: true },
    cardId: { type: String, required: true },
    insalesProductId: { type: String, required: true },
    insalesVariantId: { type: String, required: true },
    first: { type: Boolean, required: true },
    title: String,
    sku: String,
    barcode: String,
    written: Mixed,
    seen: String,
    announced: Boolean,
  } as never,
  { versionKey: false, minimize: false },
)
  .index({ lane: 1, insalesVariantId: 1 })
  .index({ lane: 1, insalesProductId: 1 })
  .index({ lane: 1, cardId: 1 })
  .index({ lane: 1, sku: 1 })
  .index({ lane: 1, barcode: 1 })

const rowId = (lane: string, assortmentId: string) => `${lane}/${assortmentId}`
const refFields = { assortmentId: 1, kind: 1, insalesProductId: 1, insalesVariantId: 1, first: 1 }
const BULK = 1_000

/** Which MoySklad assortment is which inSales variant: the only place where that is known. */
export function createPairStore(connection: Connection) {
  const model = connection.model<Row>('Pair', schema, 'pairs')
  return { model, pairs: translateMongoErrors<Pairs>({ ...reading(model), ...writing(model) }) }
}

type PairModel = Model<Row>

const idIn = (lane: string, ids: string[]) => ({ _id: { $in: ids.map((id) => rowId(lane, id)) } })

function reading(model: PairModel): Omit<Pairs, keyof ReturnType<typeof writing>> {
  const some = async (lane: string, field: string, values: string[]) =>
    values.length > 0 ? (await model.find({ lane, [field]: { $in: values } }).lean<Row[]>()).map(toPair) : []
  const refs = (filter: object) => model.find(filter, refFields).lean<(PairRef & { _id: string })[]>()
  return {
    async ofCards(lane, cardIds) {
      const found = new Map<string, Pair[]>(cardIds.map((id) => [id, []]))
      for (const pair of await some(lane, 'cardId', cardIds)) found.get(pair.cardId)?.push(pair)
      return found
    },
    ofProducts: (lane, ids) => some(lane, 'insalesProductId', ids),
    byAssortments: async (lane, ids) => (await model.find(idIn(lane, ids)).lean<Row[]>()).map(toPair),
    bySkus: (lane, skus) => some(lane, 'sku', skus.filter(Boolean)),
    byBarcodes: (lane, barcodes) => some(lane, 'barcode', barcodes.filter(Boolean)),
    async resolve(lane, { assortmentIds, insalesVariantIds }) {
      const [ours, theirs] = await Promise.all([
        assortmentIds.length > 0 ? refs(idIn(lane, assortmentIds)) : [],
        insalesVariantIds.length > 0 ? refs({ lane, insalesVariantId: { $in: insalesVariantIds } }) : [],
      ])
      return [...new Map([...ours, ...theirs].map(({ _id, ...ref }) => [_id, ref])).values()]
    },
  }
}

function writing(model: PairModel): Pick<Pairs, 'put' | 'remove' | 'announced'> {
  return {
    async put(lane, put) {
      for (let from = 0; from < put.length; from += BULK) {
        const operations = put.slice(from, from + BULK).map((pair) => ({
          updateOne: {
            filter: { _id: rowId(lane, pair.assortmentId) },
            update: { $set: { lane, ...pair } },
            upsert: true,
          },
        }))
        await model.bulkWrite(operations, { ordered: false })
      }
    },
    async remove(lane, ids) {
      if (ids.length > 0) await model.deleteMany(idIn(lane, ids))
    },
    async announced(lane, ids) {
      await model.updateMany(idIn(lane, ids), { $set: { announced: true } })
    },
  }
}

const toPair = ({ _id, lane: _lane, ...pair }: Row): Pair => pair
