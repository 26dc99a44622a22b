import type { ConnectionKey } from '@skladbridge/contracts'
import { connectionId } from '@skladbridge/contracts'
import type { Currencies } from '../domain/money.js'
import type { CallBounds, InsalesCatalog, MoyskladCatalog } from './ports.js'

/** Lists that change rarely. A stale one costs a price that is an hour late, a fresh one a request each time. */
const FRESH_MS = 3_600_000
/** Lists of so many accounts and shops are kept; the oldest goes first. */
const MOST = 1_000

export interface Dictionaries {
  currencies(accountId: string, bounds: CallBounds): Promise<Currencies>
  priceTypes(accountId: string, bounds: CallBounds): Promise<Set<string>>
  priceKinds(connection: ConnectionKey, bounds: CallBounds): Promise<Set<string>>
  /** A name is changed for the whole shop, so it is asked for once, not once a product. */
  renameOption: InsalesCatalog['renameOption']
  /** What MoySklad refused a connection is not asked for again within the hour. */
  refusals: { has(lane: string): boolean; note(lane: string): void }
}

export function createDictionaries(ports: {
  moysklad: Pick<MoyskladCatalog, 'currencies' | 'priceTypes'>
  insales: Pick<InsalesCatalog, 'priceKinds' | 'renameOption'>
  now(): Date
}): Dictionaries {
  const currencies = remembering<Currencies>(ports.now)
  const priceTypes = remembering<Set<string>>(ports.now)
  const priceKinds = remembering<Set<string>>(ports.now)
  const renames = remembering<Awaited<ReturnType<InsalesCatalog['renameOption']>>>(ports.now)
  const refused = new Map<string, number>()
  return {
    refusals: {
      has: (lane) => ports.now().getTime() - (refused.get(lane) ?? -FRESH_MS) < FRESH_MS,
      note: (lane) => void refused.set(lane, ports.now().getTime()),
    },
    renameOption(connection, from, to, bounds) {
      const keyOf = (...names: string[]) => JSON.stringify([connectionId(connection), ...names])
      // whoever turns a name back and forth is followed each time
      renames.forget(keyOf(to, from))
      return renames.get(keyOf(from, to), () => ports.insales.renameOption(connection, from, to, bounds))
    },
    currencies: (accountId, bounds) =>
      currencies.get(accountId, () => ports.moysklad.currencies(accountId, bounds)),
    priceTypes: (accountId, bounds) =>
      priceTypes.get(accountId, () => ports.moysklad.priceTypes(accountId, bounds)),
    priceKinds: (connection, bounds) =>
      priceKinds.get(connectionId(connection), () => ports.insales.priceKinds(connection, bounds)),
  }
}

function remembering<T>(now: () => Date) {
  const kept = new Map<string, { value: T; at: number }>()
  const get = async (key: string, ask: () => Promise<T>): Promise<T> => {
    const known = kept.get(key)
    if (known && now().getTime() - known.at < FRESH_MS) return known.value
    const value = await ask()
    kept.delete(key)
    kept.set(key, { value, at: now().getTime() })
    if (kept.size > MOST) kept.delete(kept.keys().next().value!)
    return value
  }
  return { get, forget: (key: string) => void kept.delete(key) }
}
