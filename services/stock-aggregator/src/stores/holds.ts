import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { Hold } from '../domain/decide-hold.js'
import type { HoldStore } from '../handlers/ports.js'

/** `_id` is the lane. */
type Row = Hold & { _id: string }

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    runId: { type: String, required: true },
    state: { type: String, required: true },
    vanishing: Number,
    inStock: Number,
    rowsRead: Number,
    heldAt: Date,
    decidedAt: Date,
  } as never,
  { versionKey: false },
)

/** The report of each lane that is not believed, if there is one. */
export function createHoldStore(connection: Connection) {
  const model = connection.model<Row>('Hold', schema, 'holds')
  const toHold = (row: Row | null): Hold | undefined => {
    if (!row) return undefined
    const { _id, ...hold } = row
    return hold
  }
  const holds: HoldStore = {
    get: async (lane) => toHold(await model.findById(lane).lean<Row>()),
    async put(lane, hold) {
      await model.replaceOne({ _id: lane }, hold, { upsert: true })
    },
    async decide(lane, runId, state, decidedAt) {
      const change = { $set: { state, decidedAt } }
      await model.updateOne({ _id: lane, runId, state: 'held' }, change)
      const now = toHold(await model.findById(lane).lean<Row>())
      // the same word again, by someone who got no answer, is no error
      return now?.runId === runId && now.state === state ? now : undefined
    },
    async clear(lane) {
      await model.deleteOne({ _id: lane })
    },
  }
  return { model, holds: translateMongoErrors(holds) }
}
