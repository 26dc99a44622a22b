import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
import { foldName } from '../domain/text.js'
import type { LoadAction, LoadItem } from '../domain/load-types.js'
import type { ItemQuery, LoadItems } from '../handlers/load/load-ports.js'
import { noCounts } from './loads.js'

interface Row extends Omit<LoadItem, 'id'> {
  /** `<load>/<kind>/<source id>` */
  _id: string
  loadId: string
  lane: string
  /** Groups, then products, then bundles, which need their parts. */
  rank: number
  taken: boolean
  /** Folded name and SKU. */
  text: string
}

const { Mixed } = Schema.Types

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    loadId: { type: String, required: true },
    lane: String,
    kind: String,
    sourceId: String,
    bundle: Boolean,
    parentId: String,
    title: String,
    sku: String,
    variants: Number,
    images: Number,
    action: String,
    reason: String,
    reasonText: String,
    candidates: Mixed,
    targetId: String,
    state: String,
    failure: Mixed,
    rank: Number,
    taken: Boolean,
    text: String,
  } as never,
  { versionKey: false, minimize: false },
)
  .index({ loadId: 1, state: 1, action: 1, taken: 1, rank: 1, _id: 1 })
  .index({ loadId: 1, action: 1, _id: 1 })
  .index({ lane: 1 })

type ItemModel = Model<Row>

const BULK = 1_000
const toBeDone = { $in: ['create', 'link'] satisfies LoadAction[] }

/** What is or was to be done with each thing, for the preview and the progress. */
export function createLoadItemStore(connection: Connection) {
  const model = connection.model<Row>('LoadItem', schema, 'load_items')
  const items: LoadItems = { ...reading(model), ...writing(model), ...summing(model) }
  return { model, items: translateMongoErrors(items) }
}

type Reading = 'get' | 'getMany' | 'list' | 'groups' | 'conflicts' | 'untaken' | 'taken' | 'failed'

const page = async (model: ItemModel, filter: object, limit: number, sort: Record<string, 1> = { _id: 1 }) =>
  (await model.find(filter).sort(sort).limit(limit).lean<Row[]>()).map(toItem)

function reading(model: ItemModel): Pick<LoadItems, Reading> {
  return {
    async get(loadId, id) {
      const row = await model.findOne({ _id: id, loadId }).lean<Row>()
      return row ? toItem(row) : undefined
    },
    getMany: (loadId, ids) => page(model, { loadId, _id: { $in: ids } }, 0),
    async list(loadId, query) {
      const items = await page(model, { loadId, ...matching(query) }, query.limit)
      return { items, cursor: items.length < query.limit ? '' : items.at(-1)!.id }
    },
    groups: (loadId) => page(model, { loadId, rank: 0 }, 0),
    conflicts: (loadId, after, limit) =>
      page(model, { loadId, action: 'conflict', _id: { $gt: after } }, limit),
    untaken: (loadId, limit) =>
      page(model, { loadId, ...products, state: 'waiting', taken: false }, limit, { rank: 1, _id: 1 }),
    taken: (loadId, limit) => page(model, { loadId, ...products, state: 'waiting', taken: true }, limit),
    failed: (loadId, after, limit) =>
      page(model, { loadId, ...products, state: 'failed', _id: { $gt: after } }, limit),
  }
}

const products = { action: toBeDone, rank: { $gt: 0 } }

const matching = ({ action, state, search, cursor }: ItemQuery): object => ({
  ...(action === '' ? {} : { action }),
  ...(state === '' ? {} : { state, ...(action === '' ? { action: toBeDone } : {}) }),
  ...(search === '' ? {} : { text: { $regex: literally(foldName(search)) } }),
  ...(cursor === '' ? {} : { _id: { $gt: cursor } }),
})

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

type Writing = 'put' | 'decide' | 'take' | 'end' | 'retry' | 'eraseOthers'

function writing(model: ItemModel): Pick<LoadItems, Writing> {
  return {
    async put(loadId, lane, items) {
      for (let from = 0; from < items.length; from += BULK) {
        const operations = items.slice(from, from + BULK).map(({ id, ...item }) => ({
          updateOne: {
            filter: { _id: id },
            update: { $set: { loadId, lane, ...item, ...derived(item) } },
            upsert: true,
          },
        }))
        await model.bulkWrite(operations, { ordered: false })
      }
    },
    async decide(loadId, id, decision) {
      await model.updateOne({ _id: id, loadId }, { $set: decision })
    },
    async take(loadId, ids) {
      if (ids.length > 0) await model.updateMany({ _id: { $in: ids }, loadId }, { $set: { taken: true } })
    },
    async end(loadId, ends) {
      if (ends.length === 0) return
      const operations = ends.map(({ id, ...end }) => ({
        updateOne: { filter: { _id: id, loadId }, update: { $set: { failure: null, ...end } } },
      }))
      await model.bulkWrite(operations, { ordered: false })
    },
    async retry(loadId, id) {
      const filter = { loadId, state: 'failed' as const, ...(id === '' ? {} : { _id: id }) }
      return (await model.updateMany(filter, { $set: { state: 'waiting', taken: false } })).modifiedCount
    },
    async eraseOthers(lane, loadId) {
      await model.deleteMany({ lane, loadId: { $ne: loadId } })
    },
  }
}

const derived = ({ kind, bundle, title, sku }: Omit<LoadItem, 'id'>) => ({
  rank: kind === 'group' ? 0 : bundle ? 2 : 1,
  taken: false,
  text: foldName(`${title} ${sku}`),
})

const summing = (model: ItemModel): Pick<LoadItems, 'counts' | 'states'> => ({
  async counts(loadId) {
    const counts = noCounts()
    const rows = await model.aggregate<Sum>([
      { $match: { loadId } },
      {
        $group: {
          _id: { action: '$action', kind: '$kind' },
          items: { $sum: 1 },
          variants: { $sum: '$variants' },
          images: { $sum: '$images' },
        },
      },
    ])
    for (const { _id, items, variants, images } of rows) {
      const sum = counts[_id.action]
      if (_id.kind === 'group') sum.groups += items
      else Object.assign(sum, { products: items, variants, images })
    }
    return counts
  },
  async states(loadId) {
    const rows = await model.aggregate<{ _id: LoadItem['state']; items: number }>([
      { $match: { loadId, action: toBeDone } },
      { $group: { _id: '$state', items: { $sum: 1 } } },
    ])
    const states = { waiting: 0, done: 0, failed: 0 }
    for (const { _id, items } of rows) states[_id] = items
    return states
  },
})

interface Sum {
  _id: { action: LoadAction; kind: LoadItem['kind'] }
  items: number
  variants: number
  images: number
}

const toItem = ({
  _id,
  loadId: _load,
  lane: _lane,
  rank: _r,
  taken: _t,
  text: _x,
  ...item
}: Row): LoadItem => ({
  id: _id,
  ...item,
})
