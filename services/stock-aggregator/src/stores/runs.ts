import { connectionId } from '@skladbridge/contracts'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { Run, RunStore } from '../handlers/ports.js'

type Row = Omit<Run, 'id'> & { _id: string; lane: string }

/** History a merchant looks at; older runs go by themselves. */
const KEEP_S = 30 * 24 * 60 * 60

/** Of runs kept before these were known. */
const before = { state: 'done', failureCode: '', failureText: '' } as const

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    lane: { type: String, required: true },
    kind: String,
    state: String,
    failureCode: String,
    failureText: String,
    startedAt: Date,
    finishedAt: Date,
    rowsRead: Number,
    changed: Number,
    written: Number,
    failed: Number,
    requests: Number,
  },
  { versionKey: false },
)
  .index({ lane: 1, startedAt: -1 })
  .index({ finishedAt: 1 }, { expireAfterSeconds: KEEP_S })

export function createRunStore(connection: Connection) {
  const model = connection.model<Row>('Run', schema, 'runs')
  const runs: RunStore = {
    async add(key, { id, ...run }) {
      await model.updateOne({ _id: id }, { $set: { lane: connectionId(key), ...run } }, { upsert: true })
    },
    async list(key, limit) {
      const filter = { lane: connectionId(key) }
      const rows = await model.find(filter).sort({ startedAt: -1 }).limit(limit).lean<Row[]>()
      return rows.map(({ _id, lane: _lane, ...run }: Row) => ({ ...before, id: _id, ...run }))
    },
  }
  return { model, runs: translateMongoErrors(runs) }
}
