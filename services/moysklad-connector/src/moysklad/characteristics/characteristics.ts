import type { AppError } from '@skladbridge/errors'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { MoyskladApi } from '../api.js'
import { saveMany } from '../bulk.js'

const path = 'entity/variant/metadata/characteristics'
const characteristicSchema = z.object({ id: z.string(), name: z.string() })
const listSchema = z.object({ characteristics: z.array(characteristicSchema).optional() })

export interface Ensured {
  /** Name → id. */
  ids: Map<string, string>
  /** Names that MoySklad does not take. */
  refusals: Map<string, AppError>
}

/** The characteristics of modifications are the account's: read once, made when absent, remembered for a while. */
export interface Characteristics {
  ensure(api: MoyskladApi, names: string[]): Promise<Ensured>
  /** Somebody has deleted one that we remember. */
  forget(api: MoyskladApi): void
}

export async function listCharacteristics(api: MoyskladApi) {
  const ask = { operation: 'characteristics.list', path: 'entity/variant/metadata' }
  return (await api.ask(listSchema, ask)).characteristics ?? []
}

export function createCharacteristics(): Characteristics {
  const known = new LRUCache<string, Map<string, string>>({ max: 500, ttl: 10 * 60_000 })
  const read = async (api: MoyskladApi): Promise<Map<string, string>> => {
    const ids = new Map((await listCharacteristics(api)).map(({ id, name }) => [name, id]))
    known.set(api.options.accountId, ids)
    return ids
  }
  return {
    forget: (api) => void known.delete(api.options.accountId),
    async ensure(api, names) {
      const wanted = [...new Set(names)]
      const ids = known.get(api.options.accountId) ?? (await read(api))
      const absent = wanted.filter((name) => !ids.has(name))
      const refusals = absent.length === 0 ? new Map<string, AppError>() : await make(api, absent, ids)
      // another maker was first: then it is in the list by now
      if (refusals.size > 0) for (const [name, id] of await read(api)) ids.set(name, id)
      for (const name of refusals.keys()) if (ids.has(name)) refusals.delete(name)
      return { ids, refusals }
    },
  }
}

async function make(
  api: MoyskladApi,
  names: string[],
  ids: Map<string, string>,
): Promise<Map<string, AppError>> {
  const refusals = new Map<string, AppError>()
  const ask = { operation: 'characteristics.create', path, row: characteristicSchema }
  const elements = names.map((name) => ({ body: { name }, about: `Характеристика «${name}»` }))
  const results = await saveMany(api, ask, elements)
  results.forEach((result, at) => {
    const name = names[at]!
    if ('row' in result) ids.set(name, result.row.id)
    else refusals.set(name, result.refusal)
  })
  return refusals
}
