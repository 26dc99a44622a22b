import { Schema, type SchemaDefinition } from 'mongoose'
import type { LinkFields } from './types.js'

/** The same for the same (lane, kind, key), so that two touches at once can make only one link. */
export const linkId = ({ lane, kind, key }: Pick<LinkFields, 'lane' | 'kind' | 'key'>): string =>
  `${lane}/${kind}/${key}`

/** Only what waits to be worked on is in these indexes: claiming costs the same however many links there are. */
const waiting = { dirty: true, parked: false }

export const waitingIndexes = {
  urgent: { lane: 1, priority: 1, dueAt: 1 },
  next: { lane: 1, dueAt: 1 },
  oldest: { touchedAt: 1 },
} as const

const reconcilerFields = {
  _id: { type: String, required: true },
  lane: { type: String, required: true },
  kind: { type: String, required: true },
  key: { type: String, required: true },
  wanted: { type: Number, required: true },
  done: { type: Number, required: true },
  dirty: { type: Boolean, required: true },
  priority: { type: Number, required: true },
  dueAt: { type: Date, required: true },
  touchedAt: { type: Date, required: true },
  attempts: { type: Number, required: true },
  failure: { type: Schema.Types.Mixed, default: null },
  parked: { type: Boolean, required: true },
  fence: { type: Number, required: true },
}

/**
 * A mongoose schema of LinkFields and the service's own fields, with the reconciler's indexes. The service adds the
 * indexes of its own look-ups. The reconciler reads and writes past mongoose: own fields get no defaults, setters or casts.
 */
export function linkSchema<Own = object>(ownFields: SchemaDefinition<Own>): Schema<LinkFields & Own> {
  const schema = new Schema({ ...ownFields, ...reconcilerFields } as SchemaDefinition, {
    versionKey: false,
    minimize: false,
  })
  schema.index({ lane: 1, kind: 1, key: 1 }, { unique: true })
  for (const keys of Object.values(waitingIndexes)) schema.index(keys, { partialFilterExpression: waiting })
  schema.index({ lane: 1, kind: 1 }, { name: 'parked', partialFilterExpression: { parked: true } })
  // what failed, oldest first: for the journal
  schema.index(
    { lane: 1, 'failure.at': 1, _id: 1 },
    { name: 'failed', partialFilterExpression: { 'failure.at': { $exists: true } } },
  )
  return schema as unknown as Schema<LinkFields & Own>
}
