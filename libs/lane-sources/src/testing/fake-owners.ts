import type { ConnectionKey } from '@skladbridge/contracts'
import { billing, insales, moysklad } from '@skladbridge/proto'
import { createLogger, grpcService, startGrpc, type GrpcServer } from '@skladbridge/runtime'

/** Billing and both connectors, as far as their lists go: by id, a page at a time, never more than `mostPerPage`. */
export interface FakeOwners {
  access: { accountId: string; allowed: boolean; reason: string }[]
  accounts: { accountId: string; state: string }[]
  connections: (ConnectionKey & { state: string })[]
  /** How often a page of each list was asked for. */
  asked: { access: number; accounts: number; connections: number }
  /** Waited for before each page of connections: an event may overtake the list then. */
  beforeConnections: () => Promise<void>
  port: number
  address: string
  close(): Promise<void>
}

export async function startFakeOwners({ port = 0, mostPerPage = 1_000 } = {}): Promise<FakeOwners> {
  const asked = { access: 0, accounts: 0, connections: 0 }
  const owners: Omit<FakeOwners, 'port' | 'address' | 'close'> = {
    access: [],
    accounts: [],
    connections: [],
    asked,
    beforeConnections: async () => {},
  }
  const services = [
    billingOf(owners, mostPerPage),
    accountsOf(owners, mostPerPage),
    connectionsOf(owners, mostPerPage),
  ]
  const log = createLogger('fake-owners', 'silent')
  const server: GrpcServer = await startGrpc({ port, host: '127.0.0.1', services, log, closeWithinMs: 100 })
  const listening = { port: server.port, address: `127.0.0.1:${server.port}` }
  return Object.assign(owners, listening, { close: async () => void (await server.close()) })
}

type Lists = Omit<FakeOwners, 'port' | 'address' | 'close'>

const notHere = async (): Promise<never> => {
  throw new Error('these owners only list')
}

function page<T>(all: readonly T[], idOf: (item: T) => string, after: string, limit: number): T[] {
  return [...all]
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
    .filter((item) => idOf(item) > after)
    .slice(0, limit)
}

const billingOf = (lists: Lists, most: number) =>
  grpcService(billing.BillingService, {
    activate: notHere,
    deactivate: notHere,
    getAccess: notHere,
    getSubscription: notHere,
    async listAccess({ afterAccountId, limit }) {
      lists.asked.access += 1
      const accounts = page(lists.access, ({ accountId }) => accountId, afterAccountId, Math.min(limit, most))
      return { accounts: accounts.map((access) => ({ ...access, until: '' })) }
    },
  })

const accountsOf = (lists: Lists, most: number) =>
  grpcService(moysklad.AccountsService, {
    save: notHere,
    remove: notHere,
    get: notHere,
    readContext: notHere,
    reportStatus: notHere,
    async list({ afterAccountId, limit }) {
      lists.asked.accounts += 1
      const idOf = ({ accountId }: { accountId: string }) => accountId
      const found = page(lists.accounts, idOf, afterAccountId, Math.min(limit, most))
      return {
        accounts: found.map((account) => moysklad.Account.fromPartial({ ...account, webhooksReady: true })),
      }
    },
  })

const connectionsOf = (lists: Lists, most: number) =>
  grpcService(insales.ConnectionsService, {
    connect: notHere,
    connectByCode: notHere,
    listChanges: notHere,
    remove: notHere,
    get: notHere,
    async list({ afterAccountId, afterShopId, limit }) {
      lists.asked.connections += 1
      await lists.beforeConnections()
      const idOf = ({ accountId, shopId }: ConnectionKey) => `${accountId} ${shopId}`
      const after = afterAccountId && idOf({ accountId: afterAccountId, shopId: afterShopId })
      const found = page(lists.connections, idOf, after, Math.min(limit, most))
      return {
        connections: found.map(({ accountId, shopId, state }) =>
          insales.ShopConnection.fromPartial({
            connection: { accountId, shopId },
            state,
            webhooksReady: true,
          }),
        ),
      }
    },
  })
