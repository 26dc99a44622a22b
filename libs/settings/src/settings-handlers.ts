import { isDeepStrictEqual } from 'node:util'
import type { ConnectionKey } from '@skladbridge/contracts'
import type { common } from '@skladbridge/proto'
import { z } from 'zod'
import { nobody } from './changes.js'
import { settingsErrors } from './errors.js'
import { listChanges } from './list-changes.js'
import type { Kept, SettingsStore } from './settings-store.js'

export interface SettingsOptions<S extends z.ZodObject> {
  store: SettingsStore<z.output<S>>
  schema: S
  /** What the service adds to what the merchant sent, such as the moment of switching on; `kept` is what stood there. */
  prepare?(settings: z.output<S>, now: Date, kept: z.output<S>): z.output<S>
  /** After the save. Fails → the caller is told and sends the same again; so it must be repeatable. */
  onChanged?(connection: ConnectionKey): Promise<void>
}

/**
 * Get, Put and ListChanges of a `…Settings` gRPC service. Put checks the JSON against the schema (SETTINGS_INVALID) and the version against
 * the kept one (SETTINGS_CHANGED). The same Put again, by someone who got no answer, finishes what the first one began.
 */
export function settingsHandlers<S extends z.ZodObject>(options: SettingsOptions<S>) {
  const { store, schema, prepare, onChanged } = options
  return {
    get: async ({ connection }: common.GetSettingsRequest) => toReply(await store.get(required(connection))),
    async put({ connection, json, ifVersion, by = nobody }: common.PutSettingsRequest) {
      const key = required(connection)
      const given = parse(schema, json)
      const kept = await store.get(key)
      const wanted = prepare?.(given, new Date(), kept.settings) ?? given
      const saved = (await store.put(key, wanted, ifVersion, by)) ?? savedBefore(kept, wanted, ifVersion)
      if (!saved) throw settingsErrors.SETTINGS_CHANGED()
      await onChanged?.(key)
      return toReply(saved)
    },
    listChanges: ({ connection, ...page }: common.ListChangesRequest) =>
      listChanges(page, (range) => store.changes(required(connection), range)),
  }
}

/** What stands there, when it is what this very request would have saved. */
const savedBefore = <T>(kept: Kept<T>, wanted: T, ifVersion: number): Kept<T> | undefined =>
  kept.version === ifVersion + 1 && isDeepStrictEqual(kept.settings, wanted) ? kept : undefined

function required(connection: common.Connection | undefined): ConnectionKey {
  if (connection?.accountId && connection.shopId) return connection
  throw settingsErrors.SETTINGS_NO_CONNECTION()
}

function parse<S extends z.ZodObject>(schema: S, json: string): z.output<S> {
  const parsed = schema.safeParse(fromJson(json))
  if (parsed.success) return parsed.data
  throw settingsErrors.SETTINGS_INVALID({ problem: z.prettifyError(parsed.error) })
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw settingsErrors.SETTINGS_INVALID({ problem: 'not JSON' }, { cause })
  }
}

const toReply = ({ settings, version }: Kept<object>): common.Settings => ({
  json: JSON.stringify(settings),
  version,
})
