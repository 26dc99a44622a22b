import { connectionStates, type ConnectionKey } from '@skladbridge/contracts'
import { billing, insales, moysklad } from '@skladbridge/proto'
import type { LaneSources } from '@skladbridge/reconciler'
import { connectGrpc, type Closable, type Logger } from '@skladbridge/runtime'

/** Where the three owners answer gRPC, as services name them in their environment. */
export interface OwnerAddresses {
  BILLING_ADDR: string
  MOYSKLAD_CONNECTOR_ADDR: string
  INSALES_CONNECTOR_ADDR: string
}

export interface LaneSourcesOptions {
  log: Logger
  /** Entries asked for at once. Default 500; the owners answer at most 1 000. */
  pageSize?: number
}

/**
 * What billing and both connectors list over gRPC, a page at a time. Connects by and for the calls; an owner that is away is
 * an AppError `unavailable` of the reading, and the next reading begins anew. An entry in a state that only newer owners know
 * is left out: one bad entry does not keep the others from their work.
 */
export function connectLaneSources(
  addresses: OwnerAddresses,
  { log, pageSize: limit = 500 }: LaneSourcesOptions,
): LaneSources & Closable & { name: string } {
  const access = connectGrpc(billing.BillingService, addresses.BILLING_ADDR)
  const accounts = connectGrpc(moysklad.AccountsService, addresses.MOYSKLAD_CONNECTOR_ADDR)
  const connections = connectGrpc(insales.ConnectionsService, addresses.INSALES_CONNECTOR_ADDR)
  return {
    name: 'lane sources',
    listAccess: (signal) =>
      eachPage(async (last: billing.Access | undefined) => {
        const request = { afterAccountId: last?.accountId ?? '', limit }
        return (await access.listAccess(request, { signal })).accounts
      }),
    listAccounts(signal) {
      const pages = eachPage(async (last: moysklad.Account | undefined) => {
        const request = { afterAccountId: last?.accountId ?? '', limit }
        return (await accounts.list(request, { signal })).accounts
      })
      return withKnownState(pages, ({ accountId, state }) => ({ accountId, state }), log)
    },
    listConnections(signal) {
      const pages = eachPage(async (last: insales.ShopConnection | undefined) => {
        const { accountId: afterAccountId, shopId: afterShopId } = keyOf(last)
        const request = { accountId: '', afterAccountId, afterShopId, limit }
        return (await connections.list(request, { signal })).connections
      })
      return withKnownState(pages, (shop) => ({ ...keyOf(shop), state: shop.state }), log)
    },
    close() {
      for (const client of [access, accounts, connections]) void client.close()
    },
  }
}

/** Until a page is empty: an owner may give fewer entries than it was asked for. */
async function* eachPage<T>(readAfter: (last: T | undefined) => Promise<T[]>): AsyncIterable<T> {
  let last: T | undefined
  for (;;) {
    const page = await readAfter(last)
    if (page.length === 0) return
    yield* page
    last = page.at(-1)
  }
}

const keyOf = (shop: insales.ShopConnection | undefined): ConnectionKey => ({
  accountId: shop?.connection?.accountId ?? '',
  shopId: shop?.connection?.shopId ?? '',
})

async function* withKnownState<T, Entry extends { accountId: string; state: string }>(
  listed: AsyncIterable<T>,
  toEntry: (item: T) => Entry,
  log: Logger,
): AsyncIterable<Entry & { state: (typeof connectionStates)[number] }> {
  for await (const item of listed) {
    const entry = toEntry(item)
    const state = connectionStates.find((each) => each === entry.state)
    const fields: object = entry
    if (state) yield { ...entry, state }
    else log.error(fields, 'listed in a state that nobody knows: left as it is')
  }
}
