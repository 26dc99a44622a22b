import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
import type { StagedRow } from '../domain/load-types.js'
import type { Staging } from '../handlers/load/load-ports.js'

interface Row extends Omit<StagedRow, 'id'> {
  /** `<load>/<side>/<id>` */
  _id: string
  loadId: string
  rowId: string
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    loadId: { type: String, required: true },
    rowId: String,
    side: String,
    cardId: String,
    kind: String,
    title: String,
    sku: String,
    age: String,
    keys: [String],
    data: Schema.Types.Mixed,
  } as never,
  { versionKey: false, minimize: false },
)
  .index({ loadId: 1, side: 1, keys: 1 })
  .index({ loadId: 1, side: 1, cardId: 1 })
  .index({ loadId: 1, side: 1, rowId: 1 })

/** Of so many keys and ids one question consists at most. */
const AT_ONCE = 1_000
/** So many rows for one question; more are no candidates but a mess. */
const MOST_ROWS = 5_000

/** Both sides as they were read for a load: matched by key, a page at a time, never in memory as a whole. */
export function createStagingStore(connection: Connection) {
  const model = connection.model<Row>('LoadStaging', schema, 'load_staging')
  const staging: Staging = { ...writing(model), ...reading(model) }
  return { model, staging: translateMongoErrors(staging) }
}

const writing = (model: Model<Row>): Pick<Staging, 'put' | 'erase'> => ({
  async put(loadId, rows) {
    if (rows.length === 0) return
    await model.bulkWrite(
      rows.map(({ id, ...row }) => ({
        updateOne: {
          filter: { _id: rowIdOf(loadId, row.side, id) },
          update: { $set: { loadId, rowId: id, ...row } },
          upsert: true,
        },
      })),
      { ordered: false },
    )
  },
  async erase(loadId) {
    await model.deleteMany({ loadId })
  },
})

const reading = (model: Model<Row>): Omit<Staging, 'put' | 'erase'> => ({
  async cards(loadId, side, after, limit) {
    const rows = await model
      .find({ loadId, side, rowId: { $gt: after }, kind: { $ne: 'variant' } })
      .sort({ rowId: 1 })
      .limit(limit)
      .lean<Row[]>()
    return rows.map(toRow)
  },
  variantsOf: (loadId, side, cardIds) =>
    inParts(cardIds, (part) =>
      model.find({ loadId, side, cardId: { $in: part }, kind: 'variant' }).lean<Row[]>(),
    ),
  withKeys: (loadId, side, keys) =>
    inParts(keys, (part) =>
      model
        .find({ loadId, side, keys: { $in: part } }, { data: 0 })
        .limit(MOST_ROWS)
        .lean<Row[]>(),
    ),
  byIds: (loadId, side, ids) =>
    inParts(ids, (part) =>
      model.find({ _id: { $in: part.map((id) => rowIdOf(loadId, side, id)) } }).lean<Row[]>(),
    ),
})

const rowIdOf = (loadId: string, side: string, id: string): string => `${loadId}/${side}/${id}`

async function inParts(values: string[], ask: (part: string[]) => Promise<Row[]>): Promise<StagedRow[]> {
  const found = new Map<string, StagedRow>()
  for (let from = 0; from < values.length; from += AT_ONCE)
    for (const row of await ask(values.slice(from, from + AT_ONCE))) found.set(row.rowId, toRow(row))
  return [...found.values()]
}

const toRow = ({ _id, loadId: _load, rowId, ...row }: Row): StagedRow => ({ id: rowId, ...row })
