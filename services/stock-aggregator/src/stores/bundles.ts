import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { Component } from '../domain/types.js'
import type { BundleStore } from '../handlers/ports.js'

interface Row {
  /** `<lane>/<bundle id>` */
  _id: string
  lane: string
  bundleId: string
  components: Component[]
  /** For the index: bundles are looked for by what they consist of. */
  componentIds: string[]
  readAt: Date
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    lane: { type: String, required: true },
    bundleId: { type: String, required: true },
    components: [{ _id: false, assortmentId: String, quantity: Number }],
    componentIds: [String],
    readAt: Date,
  },
  { versionKey: false },
).index({ lane: 1, componentIds: 1 })

const never = new Date(0)
const rowId = (lane: string, id: string) => `${lane}/${id}`
const idIn = (lane: string, ids: readonly string[]) => ({ _id: { $in: ids.map((id) => rowId(lane, id)) } })

/** Linked bundles and what they consist of. */
export function createBundleStore(connection: Connection) {
  const model = connection.model<Row>('Bundle', schema, 'bundles')
  const upsert = (lane: string, bundleId: string, update: object) => ({
    updateOne: { filter: { _id: rowId(lane, bundleId) }, update, upsert: true },
  })
  const bundles: BundleStore = {
    async note(lane, ids) {
      if (ids.length === 0) return
      const fresh = { lane, components: [], componentIds: [], readAt: never }
      const operations = ids.map((bundleId) =>
        upsert(lane, bundleId, { $setOnInsert: { ...fresh, bundleId } }),
      )
      await model.bulkWrite(operations as never, { ordered: false })
    },
    async put(lane, read, readAt) {
      const operations = [...read].map(([bundleId, components]) => {
        const componentIds = components.map((each) => each.assortmentId)
        return upsert(lane, bundleId, { $set: { lane, bundleId, components, componentIds, readAt } })
      })
      if (operations.length > 0) await model.bulkWrite(operations as never, { ordered: false })
    },
    async get(lane, ids) {
      const rows = await model.find(idIn(lane, ids)).lean<Row[]>()
      return new Map(rows.map(({ bundleId, components, readAt }) => [bundleId, { components, readAt }]))
    },
    ids: async (lane) =>
      (await model.find({ lane }, { bundleId: 1 }).lean<Row[]>()).map((row) => row.bundleId),
    async withComponents(lane, assortmentIds) {
      const filter = { lane, componentIds: { $in: [...assortmentIds] } }
      return (await model.find(filter, { bundleId: 1 }).lean<Row[]>()).map((row) => row.bundleId)
    },
  }
  return { model, bundles: translateMongoErrors(bundles) }
}
