import { createLocalBudget, type Upstream } from '@skladbridge/http-client'
import { fakeBroker } from '@skladbridge/messaging/testing'
import { moysklad } from '@skladbridge/proto'
import {
  connectGrpc,
  ensureIndexes,
  parseKeyring,
  startGrpc,
  type GrpcClientControl,
} from '@skladbridge/runtime'
import {
  createMoyskladSandbox,
  createOpenApiChecker,
  createSandboxKit,
  createVendorSandbox,
  defaultSolution,
  type MoyskladAccount,
} from '@skladbridge/sandbox'
import { captureLogger, testMongo, waitFor } from '@skladbridge/testing'
import { createConnector, type ConnectorConfig } from '../connector.js'
import { createFilesUpstream, createMoyskladUpstream, createVendorUpstream } from '../moysklad/upstream.js'
import type { AccountStore } from '../ports.js'
import { accountModel } from '../stores/account-schema.js'
import { createAccountStore } from '../stores/accounts.js'

export const testKeys = `k1:${Buffer.alloc(32, 7).toString('base64')}`

export interface SeenRequest {
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
  body: unknown
}

/** The whole connector on a MongoDB, against the MoySklad sandbox and its vendor side; asked over real gRPC. */
export async function startRig(changes: Partial<ConnectorConfig> & { limit?: number } = {}) {
  const kit = createSandboxKit({ seed: 7 })
  const sandbox = createMoyskladSandbox(kit, { stockWebhookDelayMs: 20 })
  const vendor = createVendorSandbox(kit, {}, sandbox.directory)
  const seen = recordRequests(sandbox.app)
  const storage = breakableStorage(sandbox.app)
  const refuseBulk = refusedBulk(sandbox.app)
  const apiUrl = `${await sandbox.app.listen({ host: '127.0.0.1', port: 0 })}/api/remap/1.2`
  const vendorUrl = `${await vendor.app.listen({ host: '127.0.0.1', port: 0 })}/api/vendor/1.0`
  const mongo = await testMongo()
  const model = accountModel(mongo.connection)
  await ensureIndexes([model])
  const store = createAccountStore(model)
  const messages = fakeBroker()
  const { log, ...logged } = captureLogger('debug')
  const config: ConnectorConfig = {
    SECRET_KEYS: parseKeyring(testKeys),
    WEBHOOK_KEYS: ['first-webhook-key-16', 'second-webhook-key'],
    // nobody listens there: hooks fail at once
    PUBLIC_URL: 'http://127.0.0.1:9',
    MOYSKLAD_API_URL: apiUrl,
    MOYSKLAD_VENDOR_URL: vendorUrl,
    APP_ID: defaultSolution.appId,
    APP_UID: defaultSolution.appUid,
    APP_SECRET_KEY: defaultSolution.secretKey,
    WEBHOOKS_CHECK_INTERVAL_MS: 86_400_000,
    PROBE_INTERVAL_MS: 86_400_000,
    DUTIES_INTERVAL_MS: 100,
    ...changes,
  }
  const budget = createLocalBudget({
    name: 't',
    limit: changes.limit ?? 45,
    windowMs: 3_000,
    kind: 'sliding-window',
  })
  const upstream = createMoyskladUpstream({ baseUrl: apiUrl, budget, parallel: 4, log })
  const filesUpstream = createFilesUpstream({ baseUrl: apiUrl, budget, log })
  const vendorUpstream: Upstream = createVendorUpstream(vendorUrl, budget, log)
  const { duties, services } = createConnector({
    config,
    store,
    upstream,
    filesUpstream,
    vendorUpstream,
    broker: messages,
    log,
  })
  const grpc = await startGrpc({ host: '127.0.0.1', port: 0, services, log })
  const clients = connectAll(`127.0.0.1:${grpc.port}`)

  return {
    ...{ kit, sandbox, vendor, mongo, store, messages, logged, config, clients, seen, budget },
    ...{ storage, refuseBulk },
    /** An account of the sandbox, filled with a small shop, not yet known to the connector. */
    addAccount: (name = 'shop'): MoyskladAccount => sandbox.addAccount({ name, seed: true }),
    /** An account that the connector may speak to, its webhooks made. */
    async connect(account: MoyskladAccount, token = account.issueToken()) {
      const appId = defaultSolution.appId
      const saved = { accountId: account.id, accountName: account.name, appId, appUid: account.state.appUid }
      await clients.accounts.save({ ...saved, accessToken: token })
      await settled(store, account.id)
      return token
    },
    settled: (accountId: string) => settled(store, accountId),
    /** What MoySklad's OpenAPI description has against the requests so far; empty where it is not at hand. */
    openApiProblems(): string[] {
      const checker = createOpenApiChecker()
      if (!checker) return []
      const toTheApi = seen.filter(({ path }) => !path.startsWith('/storage/'))
      const problems = toTheApi.flatMap(({ method, path, body }) =>
        checker
          .checkRequest(method, path, body)
          // left out of the description for all documents, but documented in `_customerOrder.md`
          .filter(
            (problem) =>
              !(path.startsWith('entity/customerorder?') && /parameter (filter|order) is/.test(problem)),
          ),
      )
      return [...new Set(problems)]
    },
    async close() {
      kit.faults.slowMs = 0
      for (const client of Object.values(clients)) await client.close()
      await grpc.close()
      await duties.close()
      await Promise.all([upstream.close(), filesUpstream.close(), vendorUpstream.close()])
      await budget.close()
      await mongo.close()
      await Promise.all([sandbox.close(), vendor.close()])
      await kit.close()
    },
  }
}

export type Rig = Awaited<ReturnType<typeof startRig>>

function connectAll(address: string) {
  // far away, so that a busy machine makes no test fail that is not about deadlines
  const slow = { deadlineMs: 60_000 }
  const clients = {
    accounts: connectGrpc(moysklad.AccountsService, address, slow),
    products: connectGrpc(moysklad.ProductsService, address, slow),
    folders: connectGrpc(moysklad.FoldersService, address, slow),
    orders: connectGrpc(moysklad.OrdersService, address, slow),
    orderGoods: connectGrpc(moysklad.OrderGoodsService, address, slow),
    payments: connectGrpc(moysklad.PaymentsService, address, slow),
    counterparties: connectGrpc(moysklad.CounterpartiesService, address, slow),
    stock: connectGrpc(moysklad.StockService, address, slow),
    dictionaries: connectGrpc(moysklad.DictionariesService, address, slow),
  }
  return clients satisfies Record<string, GrpcClientControl>
}

/** Nothing is left to announce, and the webhooks have been seen to. */
const settled = (store: AccountStore, accountId: string): Promise<unknown> =>
  waitFor(
    async () => {
      const record = await store.find(accountId)
      return record && (record.state !== 'active' || record.webhooksReady)
    },
    { what: 'webhooks of the account' },
  )

function recordRequests(app: ReturnType<typeof createMoyskladSandbox>['app']): SeenRequest[] {
  const seen: SeenRequest[] = []
  app.addHook('preHandler', async ({ method, url, headers, body }) => {
    const json = Buffer.isBuffer(body) && body.length > 0 ? JSON.parse(String(body)) : undefined
    seen.push({ method, path: url.replace('/api/remap/1.2/', ''), headers, body: json })
  })
  return seen
}

/** Where pictures lie: answers `status` instead of them when that is set. */
function breakableStorage(app: ReturnType<typeof createMoyskladSandbox>['app']): { status?: number } {
  const storage: { status?: number } = {}
  app.addHook('onRequest', async ({ url }, reply) => {
    if (storage.status !== undefined && url.startsWith('/storage/'))
      return reply
        .code(storage.status)
        .type('application/xml')
        .send('<Error><Code>AccessDenied</Code></Error>')
    return undefined
  })
  return storage
}

type Body = Record<string, unknown>[]

/** Answers instead of MoySklad, before anything is written, when `when` says with what. */
function refusedBulk(app: ReturnType<typeof createMoyskladSandbox>['app']) {
  const refuse: { when?: (body: Body) => { status: number; body: unknown } | undefined } = {}
  app.addHook('preHandler', async ({ body }, reply) => {
    const parsed: unknown = Buffer.isBuffer(body) && body.length > 0 ? JSON.parse(String(body)) : undefined
    const answer = Array.isArray(parsed) ? refuse.when?.(parsed as Body) : undefined
    if (!answer) return undefined
    const isPage = typeof answer.body === 'string'
    return reply
      .code(answer.status)
      .type(isPage ? 'text/html' : 'application/json')
      .send(isPage ? answer.body : JSON.stringify(answer.body))
  })
  return refuse
}

/** What a call was refused with, as plain fields. */
export async function refusalOf(work: Promise<unknown>) {
  try {
    await work
  } catch (thrown) {
    const { kind, code, details, retryAfterMs, text, advice } = thrown as {
      kind: string
      code: string
      details: Record<string, string>
      retryAfterMs?: number
      text: string
      advice: string
    }
    return { kind, code, details, retryAfterMs, text, advice }
  }
  throw new Error('was not refused')
}
