import { fromMongo, translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import {
  loadActions,
  loadsOver,
  type Load,
  type LoadAction,
  type LoadCounts,
  type LoadOptions,
} from '../domain/load-types.js'
import type { Loads } from '../handlers/load/load-ports.js'

/** `_id` is the lane: there is one load at a time. */
interface Row extends Omit<Load, 'id'> {
  _id: string
  loadId: string
}

const { Mixed } = Schema.Types

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    loadId: { type: String, required: true },
    direction: { type: String, required: true },
    matchBy: [String],
    bundles: Boolean,
    properties: Boolean,
    images: Boolean,
    state: { type: String, required: true },
    counts: Mixed,
    total: Number,
    requests: Number,
    preparing: Number,
    readTo: Mixed,
    failure: Mixed,
    preparedAt: Date,
    startedAt: Date,
    finishedAt: Date,
  } as never,
  { versionKey: false, minimize: false },
)

export const noCounts = (): Record<LoadAction, LoadCounts> =>
  Object.fromEntries(
    loadActions.map((action) => [action, { products: 0, variants: 0, groups: 0, images: 0 }]),
  ) as Record<LoadAction, LoadCounts>

const isDuplicate = (error: unknown): boolean => (error as { code?: unknown }).code === 11_000

const freshLoad = (loadId: string, options: LoadOptions): Omit<Row, '_id'> => ({
  loadId,
  ...options,
  state: 'preparing',
  counts: noCounts(),
  total: 0,
  requests: 0,
  preparing: 0,
  readTo: { moysklad: '', insales: '' },
  preparedAt: null,
  startedAt: null,
  finishedAt: null,
  failure: null,
})

export function createLoadStore(connection: Connection) {
  const model = connection.model<Row>('Load', schema, 'loads')
  const loads: Loads = {
    async open(lane, loadId, options) {
      const fresh = freshLoad(loadId, options)
      try {
        await model.create({ _id: lane, ...fresh })
        return true
      } catch (error) {
        if (!isDuplicate(error)) throw fromMongo(error)
      }
      const over = { _id: lane, state: { $in: loadsOver } }
      return (await model.updateOne(over, { $set: fresh })).matchedCount === 1
    },
    async get(lane) {
      const row = await model.findById(lane).lean<Row>()
      return row ? toLoad(row) : undefined
    },
    async move(lane, loadId, from, to, set = {}) {
      const row = await model
        .findOneAndUpdate(
          { _id: lane, loadId, state: { $in: from } },
          { $set: { ...set, state: to } },
          { returnDocument: 'after' },
        )
        .lean<Row>()
      return row ? toLoad(row) : undefined
    },
    async set(lane, loadId, set) {
      await model.updateOne({ _id: lane, loadId }, { $set: set })
    },
    async addRequests(lane, requests, preparing) {
      const inc = { requests, ...(preparing ? { preparing: requests } : {}) }
      if (requests > 0) await model.updateOne({ _id: lane }, { $inc: inc })
    },
  }
  return { model, loads: translateMongoErrors(loads) }
}

/** One that an earlier version made lacks what it did not know. */
function toLoad({ _id, loadId, ...load }: Row): Load {
  const { loadId: id, ...fresh } = freshLoad(loadId, load)
  return { ...fresh, ...load, id }
}
