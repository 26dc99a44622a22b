import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { z } from 'zod'

export interface Kept<T> {
  settings: T
  /** Grows by one with each save; 0 = never saved, the defaults. */
  version: number
}

export interface SettingsStore<T> {
  get(connection: ConnectionKey): Promise<Kept<T>>
  /** Undefined, and nothing stored, when the kept version is not `ifVersion`. */
  put(connection: ConnectionKey, settings: T, ifVersion: number): Promise<Kept<T> | undefined>
}

interface Row {
  _id: string
  settings: object
  version: number
}

const rowSchema = new Schema<Row>(
  { _id: { type: String, required: true }, settings: Object, version: { type: Number, required: true } },
  { versionKey: false, minimize: false, collection: 'settings' },
)

const duplicateKey = 11_000

/** One document a connection, made by the first save. What was added to the schema since then has its default. */
export function createSettingsStore<S extends z.ZodObject>(
  connection: Connection,
  schema: S,
): SettingsStore<z.output<S>> {
  const model = connection.model<Row>('Settings', rowSchema)
  const toKept = (row: Row | null): Kept<z.output<S>> => ({
    settings: schema.parse(row?.settings ?? {}),
    version: row?.version ?? 0,
  })
  return translateMongoErrors<SettingsStore<z.output<S>>>({
    get: async (key) => toKept(await model.findById(connectionId(key)).lean<Row>()),
    async put(key, settings, ifVersion) {
      const next = { _id: connectionId(key), settings, version: ifVersion + 1 }
      if (ifVersion === 0) return (await insertFirst(next)) ? toKept(next) : undefined
      const { matchedCount } = await model.updateOne(
        { _id: next._id, version: ifVersion },
        { $set: { settings, version: next.version } },
      )
      return matchedCount === 1 ? toKept(next) : undefined
    },
  })

  async function insertFirst(row: Row): Promise<boolean> {
    try {
      await model.create(row)
      return true
    } catch (error) {
      if ((error as { code?: unknown }).code === duplicateKey) return false
      throw error
    }
  }
}
