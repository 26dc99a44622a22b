import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import { billing, catalog, insales, journal, moysklad, orders, stock, type common } from '@skladbridge/proto'
import {
  grpcService,
  startGrpc,
  type Closable,
  type GrpcBinding,
  type GrpcDefinition,
  type GrpcImplementation,
} from '@skladbridge/runtime'
import { silentLogger } from '@skladbridge/testing'
import { fakeLoads, type FakeLoads } from './fake-loads.js'

export interface Call {
  /** `billing.activate` */
  method: string
  request: object
}

/** Everything behind the gateway as one gRPC server over the wire; keeps in memory what the real ones keep. */
export interface FakeServices extends Closable, FakeLoads {
  address: string
  /** Oldest first. */
  calls: Call[]
  requestsOf(method: string): object[]
  /** From now on this method fails so. */
  fail(method: string, error: AppError): void
  /** Every method answers again. */
  mend(): void
  /** By account. */
  access: Map<string, billing.Access>
  /** Who opens the page with which contextKey. */
  people: Map<string, moysklad.Employee>
  /** By `<connection id> <order id>`. */
  orders: Map<string, orders.OrderLink>
  /** By connection id. */
  runs: Map<string, stock.Run[]>
  /** By connection id. */
  holds: Map<string, stock.Hold>
  /** By connection id; of each of the three services that keep a journal. */
  entries: Map<string, journal.Entry[]>
}

export async function startFakeServices(): Promise<FakeServices> {
  const calls: Call[] = []
  const failures = new Map<string, AppError>()
  const world = createWorld()
  const server = await startGrpc({
    port: 0,
    host: '127.0.0.1',
    log: silentLogger(),
    closeWithinMs: 500,
    services: bindings(world, (method, request) => {
      calls.push({ method, request })
      const failure = failures.get(method)
      if (failure) throw failure
    }),
  })
  return {
    address: `127.0.0.1:${server.port}`,
    calls,
    requestsOf: (method) => calls.filter((call) => call.method === method).map(({ request }) => request),
    fail: (method, error) => void failures.set(method, error),
    mend: () => failures.clear(),
    ...world,
    close: () => server.close(),
  }
}

const createWorld = () => ({
  access: new Map<string, billing.Access>(),
  shops: new Map<string, insales.ShopConnection>(),
  settings: new Map<string, common.Settings>(),
  people: new Map<string, moysklad.Employee>(),
  orders: new Map<string, orders.OrderLink>(),
  runs: new Map<string, stock.Run[]>(),
  loads: new Map<string, catalog.Load>(),
  items: new Map<string, catalog.LoadItem[]>(),
  holds: new Map<string, stock.Hold>(),
  entries: new Map<string, journal.Entry[]>(),
})
type World = ReturnType<typeof createWorld>
type Note = (method: string, request: object) => void

const missing = (what: string) =>
  new AppError({ kind: 'missing', code: 'FAKE_MISSING', message: `no ${what}`, text: 'Не найдено.' })

/** The service, noting each call before it is answered. */
function noted<D extends GrpcDefinition>(
  note: Note,
  name: string,
  definition: D,
  methods: GrpcImplementation<D>,
): GrpcBinding {
  const noting = Object.entries(methods as Record<string, (request: object) => unknown>).map(
    ([method, answer]) => [
      method,
      async (request: object) => {
        note(`${name}.${method}`, request)
        return answer(request)
      },
    ],
  )
  return grpcService(definition, Object.fromEntries(noting) as GrpcImplementation<D>)
}

const keyOf = (connection: common.Connection | undefined): string => connectionId(connection as ConnectionKey)

const bindings = (world: World, note: Note): GrpcBinding[] => [
  billingOf(world, note),
  accountsOf(world, note),
  connectionsOf(world, note),
  ...dictionariesOf(note),
  noted(note, 'catalogSettings', catalog.CatalogSettingsService, settingsOf(world, 'catalog')),
  noted(note, 'orderSettings', orders.OrderSettingsService, settingsOf(world, 'orders')),
  noted(note, 'stockSettings', stock.StockSettingsService, settingsOf(world, 'stock')),
  noted(note, 'notifications', billing.NotificationsService, {
    ...settingsOf(world, 'notifications'),
    getState: async () => ({ channels: [], waiting: [] }),
    sendTest: async () => ({ channels: [], waiting: [] }),
  }),
  noted(note, 'products', catalog.ProductsService, {
    list: async () => ({ products: [], cursor: '', linked: 7 }),
    syncNow: async () => ({ products: 7 }),
  }),
  noted(note, 'insalesInstalls', insales.InstallsService, {
    install: async () => ({}),
    beginLogin: async ({ shop }) => ({ redirectUrl: `https://${shop}/admin/applications/app/login` }),
    finishLogin: async () => ({ code: 'CODE-1234', shopHost: '42.myinsales.ru', expiresAt: '' }),
    uninstall: async () => ({}),
  }),
  orderLinksOf(world, note),
  noted(note, 'loads', catalog.LoadsService, fakeLoads(world)),
  noted(note, 'stockRuns', stock.StockRunsService, {
    runNow: async () => ({}),
    list: async ({ connection }) => ({ runs: world.runs.get(keyOf(connection)) ?? [] }),
  }),
  noted(note, 'stockHolds', stock.StockHoldsService, {
    get: async ({ connection }) => holdOf(world, connection),
    confirm: async ({ connection, runId }) => decideHold(world, connection, runId, 'confirmed'),
    reject: async ({ connection, runId }) => decideHold(world, connection, runId, 'rejected'),
  }),
  noted(note, 'journal', journal.JournalService, {
    list: async ({ connection }) => ({ entries: world.entries.get(keyOf(connection)) ?? [], cursor: '' }),
    listFailed: async () => ({ failed: [], cursor: '', counts: [] }),
    retry: async () => ({ retried: 0 }),
  }),
]

function billingOf({ access }: World, note: Note): GrpcBinding {
  const set = (accountId: string, allowed: boolean, reason: string) => {
    const row = { accountId, allowed, reason, until: '' }
    access.set(accountId, row)
    return row
  }
  const accessOf = (accountId: string) => {
    const known = access.get(accountId)
    if (!known) throw missing('account')
    return known
  }
  return noted(note, 'billing', billing.BillingService, {
    activate: async ({ accountId }) => set(accountId, true, 'trial'),
    deactivate: async ({ accountId }) => set(accountId, false, 'suspended'),
    getAccess: async ({ accountId }) => accessOf(accountId),
    getSubscription: async ({ accountId }) => {
      const state = { daysLeft: 3, priceMinor: 100_000, tariffName: 'Basic', text: 'Идёт пробный период.' }
      return billing.SubscriptionState.fromPartial({ access: accessOf(accountId), ...state })
    },
    listAccess: async () => ({ accounts: [...access.values()] }),
  })
}

function accountsOf({ people }: World, note: Note): GrpcBinding {
  const account = moysklad.Account.fromPartial({ state: 'active' })
  return noted(note, 'moyskladAccounts', moysklad.AccountsService, {
    save: async ({ accountId }) => ({ ...account, accountId }),
    remove: async ({ accountId }) => ({ ...account, accountId, state: 'removed' }),
    get: async ({ accountId }) => ({ ...account, accountId, accountName: `имя ${accountId}` }),
    list: async () => ({ accounts: [] }),
    reportStatus: async () => ({}),
    async readContext({ contextKey }) {
      const person = people.get(contextKey)
      // as MoySklad: a key opens one session
      people.delete(contextKey)
      if (!person) {
        const text = 'Сеанс устарел. Откройте приложение в МоемСкладе заново.'
        throw new AppError({ kind: 'denied', code: 'MOYSKLAD_CONTEXT_EXPIRED', message: 'no key', text })
      }
      return person
    },
  })
}

/** The shop's id is its host's first word. */
function connectionsOf({ shops }: World, note: Note): GrpcBinding {
  const of = (connection: common.Connection | undefined) => {
    const shop = shops.get(keyOf(connection))
    if (!shop) throw missing('shop')
    return shop
  }
  const connect = (accountId: string, shopHost: string) => {
    const connection = { accountId, shopId: shopHost.split('.')[0]! }
    const shop = insales.ShopConnection.fromPartial({
      connection,
      shopHost,
      shopTitle: `Лавка ${accountId}`,
      state: 'active',
      webhooksReady: true,
    })
    shops.set(keyOf(connection), shop)
    return shop
  }
  return noted(note, 'insalesConnections', insales.ConnectionsService, {
    connect: async ({ accountId, shopHost }) => connect(accountId, shopHost),
    // the code is the shop's address
    connectByCode: async ({ accountId, code }) => connect(accountId, code),
    listChanges: async ({ connection }) => changesOf(`connection ${keyOf(connection)}`),
    async remove({ connection }) {
      const removed = { ...of(connection), state: 'removed', webhooksReady: false }
      shops.set(keyOf(connection), removed)
      return removed
    },
    get: async ({ connection }) => of(connection),
    list: async ({ accountId }) => ({
      connections: [...shops.values()].filter(({ connection }) => connection?.accountId === accountId),
    }),
  })
}

const dictionariesOf = (note: Note): GrpcBinding[] => [
  noted(note, 'moyskladDictionaries', moysklad.DictionariesService, {
    list: async ({ accountId, kind }) => ({
      entries: [
        { id: '1', name: `${kind} of ${accountId}`, isDefault: true },
        { id: '2', name: 'old', archived: true },
      ].map((entry) => moysklad.DictionaryEntry.fromPartial(entry)),
    }),
  }),
  noted(note, 'insalesDictionaries', insales.DictionariesService, {
    list: async ({ connection, kind }) => ({
      entries: [{ id: 'new', title: `${kind} of ${keyOf(connection)}`, note: '', isDefault: true }],
    }),
  }),
]

/** One change, the place in it. */
const changesOf = (place: string): common.ListChangesResponse => ({
  changes: [
    {
      id: `${place}/1`,
      at: '2026-01-01T00:00:00.000Z',
      by: { userId: 'u', name: 'Кожевников' },
      fields: [{ field: 'on', fromJson: '', toJson: 'true' }],
    },
  ],
  cursor: '',
})

function settingsOf({ settings }: World, name: string) {
  const of = (connection: common.Connection | undefined) =>
    settings.get(`${name} ${keyOf(connection)}`) ?? { json: '{}', version: 0 }
  return {
    get: async ({ connection }: common.GetSettingsRequest) => of(connection),
    async put({ connection, json, ifVersion }: common.PutSettingsRequest) {
      if (of(connection).version !== ifVersion) {
        const text = 'Настройки уже изменил кто-то другой. Обновите страницу и повторите.'
        throw new AppError({ kind: 'conflict', code: 'SETTINGS_CHANGED', message: 'changed', text })
      }
      const saved = { json, version: ifVersion + 1 }
      settings.set(`${name} ${keyOf(connection)}`, saved)
      return saved
    },
    listChanges: async ({ connection }: common.ListChangesRequest) =>
      changesOf(`${name} ${keyOf(connection)}`),
  }
}

function orderLinksOf({ orders: links }: World, note: Note): GrpcBinding {
  const mine = (connection: common.Connection | undefined) =>
    [...links].filter(([key]) => key.startsWith(`${keyOf(connection)} `)).map(([, link]) => link)
  const of = async ({ connection, ...asked }: orders.RetryOrderRequest & { number?: string }) => {
    const { insalesOrderId, number = '' } = asked
    const link = insalesOrderId
      ? links.get(`${keyOf(connection)} ${insalesOrderId}`)
      : mine(connection).find(({ insalesNumber }) => insalesNumber === number)
    if (!link) throw missing('order')
    return link
  }
  const listWaiting = async ({ connection }: orders.ListWaitingOrdersRequest) => ({
    ...{ orders: mine(connection), cursor: '' },
  })
  return noted(note, 'orderLinks', orders.OrderLinksService, { get: of, retry: of, resend: of, listWaiting })
}

const holdOf = ({ holds }: World, connection: common.Connection | undefined): stock.Hold =>
  holds.get(keyOf(connection)) ?? stock.Hold.fromPartial({})

function decideHold(world: World, connection: common.Connection | undefined, runId: string, state: string) {
  const hold = holdOf(world, connection)
  if (hold.runId !== runId) throw missing('hold')
  const decided = { ...hold, state, decidedAt: '2026-09-01T10:00:00.000Z' }
  world.holds.set(keyOf(connection), decided)
  return decided
}
