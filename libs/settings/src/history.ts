import { Schema, type Connection, type Model } from 'mongoose'
import type { Change, FieldChange, Person } from './changes.js'

/** As stored: JSON, for names of settings' fields may be anything. */
export interface StoredChange {
  at: Date
  by: Person
  fields: { field: string; from: string; to: string }[]
}

interface Row extends StoredChange {
  /** `<place>/<version>` */
  _id: string
  place: string
}

/** What holds settings: its id and version, and what the last save changed. */
export interface Versioned {
  _id: string
  version: number
  change?: StoredChange
}

export interface History {
  /** Keeps what the last save changed; again changes nothing. */
  keep(versioned: Versioned): Promise<void>
  list(
    place: string,
    page: { last: Versioned | undefined; before: { at: Date; id: string } | undefined; limit: number },
  ): Promise<Change[]>
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    place: { type: String, required: true },
    at: { type: Date, required: true },
    by: { type: Object, required: true },
    fields: { type: [Object], required: true } as never,
  },
  { versionKey: false, minimize: false, collection: 'settings_changes' },
)

export const historyModel = (connection: Connection): Model<Row> =>
  connection.model<Row>('SettingsChange', schema)

const rowId = ({ _id, version }: Versioned): string => `${_id}/${String(version).padStart(8, '0')}`

const text = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value))
const value = (json: string): unknown => (json === '' ? undefined : JSON.parse(json))

export const keptChange = (fields: FieldChange[]): StoredChange['fields'] =>
  fields.map(({ field, from, to }) => ({ field, from: text(from), to: text(to) }))

export function createHistory(model: Model<Row>): History {
  return {
    async keep(versioned) {
      const { change } = versioned
      if (!change || change.fields.length === 0) return
      const row = { place: versioned._id, ...change }
      await model.updateOne({ _id: rowId(versioned) }, { $setOnInsert: row }, { upsert: true })
    },
    async list(place, { last, before, limit }) {
      // ids of one place sort as their saves; and those that lie behind a cursor of another list, by the moment
      const older = before
        ? { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }] }
        : {}
      const range = { _id: { $gt: `${place}/`, $lt: `${place}0` }, ...older }
      const kept = await model.find(range).sort({ _id: -1 }).limit(limit).lean<Row[]>()
      const all =
        last?.change && last.change.fields.length > 0
          ? [{ _id: rowId(last), place, ...last.change }, ...kept]
          : kept
      const wanted = new Map(all.filter((row) => isOlder(row, before)).map((row) => [row._id, row]))
      return [...wanted.values()].slice(0, limit).map(toChange)
    },
  }
}

const isOlder = ({ at, _id }: Row, before: { at: Date; id: string } | undefined): boolean =>
  !before || at < before.at || (at.getTime() === before.at.getTime() && _id < before.id)

const toChange = ({ _id, at, by, fields }: Row): Change => ({
  id: _id,
  at,
  by,
  fields: fields.map(({ field, from, to }) => ({ field, from: value(from), to: value(to) })),
})
