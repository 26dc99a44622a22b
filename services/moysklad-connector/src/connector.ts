import { startDuties, type Duties } from '@skladbridge/duties'
import type { Upstream } from '@skladbridge/http-client'
import type { Broker } from '@skladbridge/messaging'
import type { GrpcBinding, Logger } from '@skladbridge/runtime'
import { createAccounts } from './accounts/accounts.js'
import type { Config } from './config.js'
import { accountsService } from './grpc/accounts-service.js'
import { counterpartiesService } from './grpc/counterparties-service.js'
import { dictionariesService } from './grpc/dictionaries-service.js'
import { foldersService } from './grpc/folders-service.js'
import { orderGoodsService } from './grpc/order-goods-service.js'
import { ordersService } from './grpc/orders-service.js'
import { paymentsService } from './grpc/payments-service.js'
import { productsService } from './grpc/products-service.js'
import { stockService } from './grpc/stock-service.js'
import { announce } from './jobs/announce.js'
import { keepWebhooks } from './jobs/keep-webhooks.js'
import { probeDenied } from './jobs/probe-denied.js'
import { reportStatus } from './jobs/report-status.js'
import { createVendor } from './moysklad/vendor/vendor.js'
import type { AccountStore, Duty } from './ports.js'

export type ConnectorConfig = Pick<
  Config,
  | 'SECRET_KEYS'
  | 'WEBHOOK_KEYS'
  | 'PUBLIC_URL'
  | 'MOYSKLAD_API_URL'
  | 'MOYSKLAD_VENDOR_URL'
  | 'APP_ID'
  | 'APP_UID'
  | 'APP_SECRET_KEY'
  | 'WEBHOOKS_CHECK_INTERVAL_MS'
  | 'PROBE_INTERVAL_MS'
  | 'DUTIES_INTERVAL_MS'
>

export interface ConnectorDeps {
  config: ConnectorConfig
  store: AccountStore
  upstream: Upstream
  /** For pictures, see `createFilesUpstream`. */
  filesUpstream: Upstream
  vendorUpstream: Upstream
  broker: Pick<Broker, 'publish'>
  log: Logger
}

const minute = 60_000
/** What a duty waits for after its failures in a row. */
const stepsMs = [minute / 6, minute, 5 * minute, 15 * minute, 60 * minute]
const workMs = 40_000

/** The parts of the connector, joined: the duties run from now on, the services wait to be served. */
export function createConnector(deps: ConnectorDeps): { duties: Duties<Duty>; services: GrpcBinding[] } {
  const { config, store, upstream, broker, log } = deps
  const { SECRET_KEYS: keyring, PUBLIC_URL: publicUrl, PROBE_INTERVAL_MS: probeEveryMs } = config
  const baseUrl = config.MOYSKLAD_API_URL.replace(/\/$/, '')
  const wake = () => duties.wake()
  const door = { store, keyring, baseUrl, publicUrl, probeEveryMs, log, wake }
  const accounts = createAccounts({ ...door, upstream })
  const files = createAccounts({ ...door, upstream: deps.filesUpstream })
  const hooks = { webhookKey: config.WEBHOOK_KEYS[0]!, checkEveryMs: config.WEBHOOKS_CHECK_INTERVAL_MS }
  const vendor = createVendor({
    upstream: deps.vendorUpstream,
    baseUrl: config.MOYSKLAD_VENDOR_URL.replace(/\/$/, ''),
    key: { appUid: config.APP_UID, secretKey: config.APP_SECRET_KEY },
  })
  const work = {
    announce: announce(broker),
    webhooks: keepWebhooks({ store, accounts, keyring, publicUrl, log, ...hooks }),
    probe: probeDenied({ accounts, probeEveryMs }),
    status: reportStatus({ vendor, appId: config.APP_ID, log }),
  }
  const duties = startDuties({
    ...{ store, work, log, workMs, everyMs: config.DUTIES_INTERVAL_MS },
    stepsMs: { announce: stepsMs, webhooks: stepsMs, probe: stepsMs, status: stepsMs },
    contextOf: ({ accountId }) => ({ accountId }),
  })
  const services = [
    accountsService({ accounts, store, vendor, appId: config.APP_ID }),
    productsService({ accounts, files }),
    foldersService({ accounts }),
    ordersService({ accounts }),
    orderGoodsService({ accounts }),
    paymentsService({ accounts }),
    counterpartiesService({ accounts }),
    stockService({ accounts }),
    dictionariesService({ accounts }),
  ]
  return { duties, services }
}
