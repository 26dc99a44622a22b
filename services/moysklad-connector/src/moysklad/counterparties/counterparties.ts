import type { moysklad } from '@skladbridge/proto'
import { isSamePhone, spellingsOf } from '../../domain/phone.js'
import type { MoyskladApi } from '../api.js'
import { saveMany } from '../bulk.js'
import { mapSaved, toRefusalMessage, type Saved } from '../outcomes.js'
import { findMany } from '../find-many.js'
import { counterpartySchema, type Counterparty } from './schema.js'
import { toChangeBody, toNewBody } from './to-body.js'

type Customer = moysklad.Customer
type Found = moysklad.Counterparty

const path = 'entity/counterparty'

export interface FindOrCreate {
  customers: Customer[]
  matchBy: readonly MatchKey[]
  updateExisting: boolean
}

export type MatchKey = 'phone' | 'email' | 'inn'

/** How a customer may stand in MoySklad under each key, and whether one that was found is the same. */
const matchers: Record<
  MatchKey,
  { spellings(customer: Customer): string[]; fits(one: Counterparty, customer: Customer): boolean }
> = {
  phone: {
    spellings: ({ phone }) => spellingsOf(phone),
    fits: (one, { phone }) => isSamePhone(one.phone ?? '', phone),
  },
  email: {
    spellings: ({ email }) => (email ? [email, email.toLowerCase()] : []),
    fits: (one, { email }) => one.email?.toLowerCase() === email.toLowerCase(),
  },
  inn: {
    spellings: ({ inn }) => (inn ? [inn] : []),
    fits: (one, { inn }) => one.inn === inn,
  },
}

/**
 * The oldest that fits, else a new one. MoySklad keeps phones, e-mails and INN not unique, so duplicates are ours to
 * prevent: search first, then make under a syncId that the same person always gives. If the process dies after making, the
 * next attempt finds it by the search; if the search misses it, the syncId does not. One request a key and a part of the
 * customers, one to make all that were not found.
 */
export async function findOrCreateCounterparties(
  api: MoyskladApi,
  { customers, matchBy, updateExisting }: FindOrCreate,
): Promise<Saved<Found>[]> {
  const distinct = [...new Map(customers.map((customer) => [customer.syncId, customer])).values()]
  const found = await findAll(api, distinct, matchBy)
  const missing = distinct.filter(({ syncId }) => !found.has(syncId))
  const made = await saveAll(api, missing, 'counterparties.create', toNewBody)
  const outcomes = new Map<string, Saved<Found>>()
  for (const [syncId, [oldest, ...others]] of found) {
    const { id, name } = oldest!
    outcomes.set(syncId, { saved: { id, name, created: false, matches: 1 + others.length } })
  }
  missing.forEach(({ syncId }, at) => outcomes.set(syncId, toMade(made[at]!)))
  if (updateExisting) await updateFound(api, distinct, found)
  return customers.map(({ syncId }) => outcomes.get(syncId)!)
}

export const toOutcome = (saved: Saved<Found>): moysklad.CounterpartyOutcome =>
  'saved' in saved
    ? { counterparty: saved.saved, refusal: undefined }
    : { counterparty: undefined, refusal: toRefusalMessage(saved.refusal) }

const toMade = (made: Saved<Counterparty>): Saved<Found> =>
  mapSaved(made, ({ id, name }) => ({ id, name, created: true, matches: 1 }))

/**
 * By syncId, oldest first. The first key that finds anyone decides; all are looked for at once, for a new customer is found
 * by none and an order waits for the answer.
 */
async function findAll(
  api: MoyskladApi,
  customers: Customer[],
  matchBy: readonly MatchKey[],
): Promise<Map<string, Counterparty[]>> {
  const lists = await Promise.all(matchBy.map((key) => search(api, key, customers)))
  const found = new Map<string, Counterparty[]>()
  for (const [at, key] of matchBy.entries()) {
    const { spellings, fits } = matchers[key]
    for (const customer of customers) {
      if (found.has(customer.syncId) || spellings(customer).length === 0) continue
      const fitting = lists[at]!.filter((row) => fits(row, customer)).sort(byAge)
      if (fitting.length > 0) found.set(customer.syncId, fitting)
    }
  }
  return found
}

const search = (api: MoyskladApi, field: MatchKey, customers: Customer[]): Promise<Counterparty[]> =>
  findMany(api, {
    operation: 'counterparties.find',
    path,
    row: counterpartySchema,
    field,
    values: customers.flatMap(matchers[field].spellings),
    query: { order: 'created,asc' },
  })

const byAge = (a: Counterparty, b: Counterparty): number =>
  (a.created ?? '').localeCompare(b.created ?? '') || a.id.localeCompare(b.id)

async function saveAll(
  api: MoyskladApi,
  customers: Customer[],
  operation: string,
  toBody: (customer: Customer) => Record<string, unknown>,
): Promise<Saved<Counterparty>[]> {
  // whose it is, is known by the order: a name does not belong into a log
  const elements = customers.map((customer) => ({ body: toBody(customer), about: 'Контрагент' }))
  const saved = await saveMany(api, { operation, path, row: counterpartySchema }, elements)
  return saved.map((one) => ('row' in one ? { saved: one.row } : one))
}

/** An order does not wait for this: a refused change leaves the counterparty as it is. */
async function updateFound(
  api: MoyskladApi,
  customers: Customer[],
  found: ReadonlyMap<string, Counterparty[]>,
): Promise<void> {
  const ids = new Map(customers.map(({ syncId }) => [syncId, found.get(syncId)?.[0]?.id]))
  const known = customers.filter(({ syncId }) => ids.get(syncId))
  // two customers may be one counterparty: the same object must not stand twice in an array (§1.6)
  const once = [...new Map(known.map((customer) => [ids.get(customer.syncId)!, customer])).values()]
  await saveAll(api, once, 'counterparties.update', (customer) =>
    toChangeBody(api.baseUrl, ids.get(customer.syncId)!, customer),
  )
}
