import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
import type { z } from 'zod'
import { changedFields, nobody, type Change, type Person } from './changes.js'
import { createHistory, historyModel, keptChange, type History, type StoredChange } from './history.js'

export interface Kept<T> {
  settings: T
  /** Grows by one with each save; 0 = never saved, the defaults. */
  version: number
}

export interface SettingsStore<T> {
  get(connection: ConnectionKey): Promise<Kept<T>>
  /** Undefined, and nothing stored, when the kept version is not `ifVersion`. */
  put(connection: ConnectionKey, settings: T, ifVersion: number, by?: Person): Promise<Kept<T> | undefined>
  /** Every save that changed something, newest first; only older ones than `before`. */
  changes(connection: ConnectionKey, page: { before?: HistoryPlace; limit: number }): Promise<Change[]>
}

export interface HistoryPlace {
  at: Date
  id: string
}

interface Row {
  _id: string
  settings: object
  version: number
  /** What the last save changed: written with it, so that neither is without the other. */
  change?: StoredChange
}

const rowSchema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    settings: Object,
    version: { type: Number, required: true },
    change: Object,
  },
  { versionKey: false, minimize: false, collection: 'settings' },
)

const duplicateKey = 11_000

/** One document a connection, made by the first save. What was added to the schema since then has its default. */
export function createSettingsStore<S extends z.ZodObject>(
  connection: Connection,
  schema: S,
): SettingsStore<z.output<S>> {
  const model = connection.model<Row>('Settings', rowSchema)
  const history = createHistory(historyModel(connection))
  const toKept = (row: Pick<Row, 'settings' | 'version'> | null): Kept<z.output<S>> => ({
    settings: schema.parse(row?.settings ?? {}),
    version: row?.version ?? 0,
  })
  return translateMongoErrors<SettingsStore<z.output<S>>>({
    get: async (key) => toKept(await model.findById(connectionId(key), { change: 0 }).lean<Row>()),
    async put(key, settings, ifVersion, by = nobody) {
      const _id = connectionId(key)
      const row = await model.findById(_id).lean<Row>()
      if ((row?.version ?? 0) !== ifVersion) return undefined
      const fields = changedFields(toKept(row).settings, settings)
      const change = { at: new Date(), by, fields: keptChange(fields) }
      const next = { _id, settings, version: ifVersion + 1, change }
      return (await save(model, history, next, row)) ? toKept(next) : undefined
    },
    async changes(key, { before, limit }) {
      const _id = connectionId(key)
      const row = await model.findById(_id).lean<Row>()
      return history.list(_id, { last: row ?? undefined, before, limit })
    },
  })
}

/** The change that this save overwrites goes to the history first: dies in between, and it stands in both, under one id. */
async function save(model: Model<Row>, history: History, next: Row, row: Row | null): Promise<boolean> {
  if (!row) return insertFirst(model, next)
  await history.keep(row)
  const { _id, settings, version, change } = next
  const { matchedCount } = await model.updateOne(
    { _id, version: version - 1 },
    { $set: { settings, version, change } },
  )
  return matchedCount === 1
}

async function insertFirst(model: Model<Row>, row: Row): Promise<boolean> {
  try {
    await model.create(row)
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === duplicateKey) return false
    throw error
  }
}
