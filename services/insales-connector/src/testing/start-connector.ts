import type { Duties } from '@skladbridge/duties'
import { createLocalBudget, type Upstream } from '@skladbridge/http-client'
import { fakeBroker, type FakeBroker } from '@skladbridge/messaging/testing'
import { insales } from '@skladbridge/proto'
import {
  connectGrpc,
  ensureIndexes,
  parseKeyring,
  startGrpc,
  type GrpcClient,
  type Logger,
} from '@skladbridge/runtime'
import {
  createInsalesSandbox,
  createSandboxKit,
  type InsalesOptions,
  type InsalesSandbox,
  type KitOptions,
  type SandboxKit,
} from '@skladbridge/sandbox'
import { silentLogger, testMongo, waitFor } from '@skladbridge/testing'
import { createConnector } from '../connector.js'
import { createInsalesUpstream, createShopFilesUpstream } from '../insales/upstream.js'
import type { ConnectionStore, Duty } from '../ports.js'
import { createInstallStore } from '../stores/installs.js'
import { connectionModel, createConnectionStore } from '../stores/connections.js'

export const accountId = '11111111-2222-3333-4444-555555555555'
/** Nobody listens there: the sandbox's webhooks fail at once. */
export const publicUrl = 'http://127.0.0.1:9'
export const app = { id: 'sandbox-app', secret: 'secret of the application' }
export const webhookKey = 'a-key-that-signs-addresses'

/** The whole connector on a sandbox: real gRPC, real database, real HTTP; only the broker is a fake. */
export interface TestConnector {
  /** Of its gRPC. */
  address: string
  kit: SandboxKit
  sandbox: InsalesSandbox
  store: ConnectionStore
  duties: Duties<Duty>
  broker: FakeBroker
  connections: GrpcClient<typeof insales.ConnectionsService>
  products: ProductsClient
  orders: GrpcClient<typeof insales.OrdersService>
  collections: GrpcClient<typeof insales.CollectionsService>
  dictionaries: GrpcClient<typeof insales.DictionariesService>
  /** Connects the sandbox's first shop, its hooks made too; answers what names it in requests. */
  connectShop(): Promise<{ accountId: string; shopId: string }>
  close(): Promise<void>
}

export interface TestConnectorOptions {
  sandbox?: InsalesOptions
  kit?: KitOptions
  log?: Logger
  /** In front of the sandbox. */
  wrap?(upstream: Upstream): Upstream
  probeEveryMs?: number
  budgetRequests?: number
}

const keyring = parseKeyring(`k1:${Buffer.alloc(32, 7).toString('base64')}`)

export async function startTestConnector(options: TestConnectorOptions = {}): Promise<TestConnector> {
  const log = options.log ?? silentLogger()
  const kit = createSandboxKit({ seed: 1, ...options.kit })
  const sandbox = createInsalesSandbox(kit, { shops: [{ products: 3 }], ...options.sandbox })
  const baseUrl = await sandbox.app.listen({ port: 0, host: '127.0.0.1' })
  const mongo = await testMongo()
  const limit = options.budgetRequests ?? 500
  const budget = createLocalBudget({ name: 'inSales', kind: 'fixed-window', limit, windowMs: 300_000 })
  const http = createInsalesUpstream({ budget, baseUrl, log })
  const files = createShopFilesUpstream({ baseUrl, log })
  const broker = fakeBroker()
  const model = connectionModel(mongo.connection)
  const { models, installs } = createInstallStore(mongo.connection)
  await ensureIndexes([model, ...models])
  const store = createConnectionStore(model)
  const { duties, services, handlers } = createConnector({
    config: {
      SECRET_KEYS: keyring,
      WEBHOOK_KEYS: [webhookKey],
      PUBLIC_URL: publicUrl,
      INSALES_BASE_URL_OVERRIDE: baseUrl,
      WEBHOOKS_CHECK_INTERVAL_MS: 86_400_000,
      PROBE_INTERVAL_MS: options.probeEveryMs ?? 900_000,
      DUTIES_INTERVAL_MS: 50,
      INSALES_APP_ID: app.id,
      INSALES_APP_SECRET: app.secret,
    },
    store,
    installs,
    upstream: options.wrap?.(http) ?? http,
    filesUpstream: files,
    broker,
    log,
  })
  await broker.consume(handlers)
  const grpc = await startGrpc({ port: 0, host: '127.0.0.1', services, log })
  const address = `127.0.0.1:${grpc.port}`
  // a busy machine makes no test fail that is not about deadlines
  const patient = { deadlineMs: 60_000 }
  const clients = {
    connections: connectGrpc(insales.ConnectionsService, address, patient),
    products: withGaps(connectGrpc(insales.ProductsService, address, patient)),
    orders: connectGrpc(insales.OrdersService, address, patient),
    collections: connectGrpc(insales.CollectionsService, address, patient),
    dictionaries: connectGrpc(insales.DictionariesService, address, patient),
  }
  return {
    address,
    kit,
    sandbox,
    store,
    duties,
    broker,
    ...clients,
    connectShop: async () => {
      const { connection } = await clients.connections.connect(connectRequest(sandbox))
      const isReady = async () => (await store.find(connection!))?.webhooksReady
      await waitFor(isReady, { what: 'the hooks of the shop' })
      return connection!
    },
    close: async () => {
      for (const client of Object.values(clients)) await client.close()
      await grpc.close()
      await duties.close()
      await http.close()
      await files.close()
      await budget.close()
      await mongo.close()
      await sandbox.close()
      await kit.close()
    },
  }
}

type Products = GrpcClient<typeof insales.ProductsService>
type Gaps<T> = T extends (infer E)[] ? Gaps<E>[] : T extends object ? { [K in keyof T]?: Gaps<T[K]> } : T
type ProductsClient = Omit<Products, 'create' | 'update' | 'updateVariants'> & {
  create(request: Gaps<insales.CreateProductRequest>): ReturnType<Products['create']>
  update(request: Gaps<insales.UpdateProductRequest>): ReturnType<Products['update']>
  updateVariants(
    request: Gaps<insales.UpdateVariantsRequest>,
    options?: Parameters<Products['updateVariants']>[1],
  ): ReturnType<Products['updateVariants']>
}

/** A test names only the fields it is about. */
function withGaps(client: Products) {
  return {
    ...client,
    create: (request: Gaps<insales.CreateProductRequest>) =>
      client.create(insales.CreateProductRequest.fromPartial(request)),
    update: (request: Gaps<insales.UpdateProductRequest>) =>
      client.update(insales.UpdateProductRequest.fromPartial(request)),
    updateVariants: (
      request: Gaps<insales.UpdateVariantsRequest>,
      options?: Parameters<Products['updateVariants']>[1],
    ) => client.updateVariants(insales.UpdateVariantsRequest.fromPartial(request), options),
  }
}

/** What a merchant enters for the sandbox's first shop. */
export function connectRequest(
  sandbox: InsalesSandbox,
  more: Partial<insales.ConnectRequest> = {},
): insales.ConnectRequest {
  const shop = sandbox.shops()[0]!
  const { login, password } = shop.credentials[0]!
  return { accountId, shopHost: shop.host, apiKey: login, password, phone: '+79991234567', ...more }
}
