import { counterpartySyncId } from '@skladbridge/contracts'
import { mapCustomer, type Customer } from '../domain/map-customer.js'
import type { InsalesOrder } from '../domain/types.js'
import { eachOf } from './change-orders.js'
import type { Round } from './order-batch.js'
import type { Each, FoundCustomer } from './ports.js'

export interface KnownCustomer {
  id: string
  identity: string
  /** How many counterparties fitted. */
  matches: number
  /** Known from an order before: MoySklad was not asked. */
  remembered: boolean
}

/**
 * The counterparties of these orders, one for each: remembered from earlier orders, else found or made together. One
 * customer's orders share a syncId, so they are one counterparty however many come at the same moment.
 */
export async function findCustomers(round: Round, orders: InsalesOrder[]): Promise<Each<KnownCustomer>[]> {
  const { ports, view, turn } = round
  const { accountId } = turn.connection
  const { counterparty } = view.settings
  const customers = orders.map((order) => mapCustomer(order, counterparty.matchBy))
  const identities = [...new Set(customers.map(({ identity }) => identity))]
  // one that shall be kept up to date is to be written anyway
  const remembered = counterparty.updateExisting
    ? new Map<string, string>()
    : await ports.customers.get(accountId, identities)
  const open = customers.filter(({ identity }) => !remembered.has(identity))
  const found = await findOrCreate(round, open)
  const fresh = [...found].flatMap(([identity, one]) => ('ok' in one ? [[identity, one.ok.id] as const] : []))
  // only spares a search: nobody waits for it, and it may fail
  if (fresh.length > 0) void ports.customers.remember(accountId, new Map(fresh)).catch(() => undefined)
  return customers.map(({ identity }): Each<KnownCustomer> => {
    const id = remembered.get(identity)
    if (id) return { ok: { id, identity, matches: 1, remembered: true } }
    const one = found.get(identity)!
    return 'ok' in one ? { ok: { ...one.ok, identity, remembered: false } } : one
  })
}

/** By identity. */
async function findOrCreate(
  { ports, view, turn }: Round,
  customers: Customer[],
): Promise<Map<string, Each<FoundCustomer>>> {
  const distinct = [...new Map(customers.map((customer) => [customer.identity, customer])).values()]
  if (distinct.length === 0) return new Map()
  const { accountId } = turn.connection
  const requests = distinct.map((customer) => ({
    ...customer,
    syncId: counterpartySyncId(accountId, customer.identity),
  }))
  const found = await eachOf(requests.length, () =>
    ports.moysklad.findOrCreateCustomers(accountId, requests, view.settings.counterparty, turn),
  )
  return new Map(distinct.map(({ identity }, at) => [identity, found[at]!]))
}
