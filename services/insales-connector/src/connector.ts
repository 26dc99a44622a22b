import { startDuties, type Duties } from '@skladbridge/duties'
import type { Broker, Handler } from '@skladbridge/messaging'
import type { Upstream } from '@skladbridge/http-client'
import type { GrpcBinding, Logger } from '@skladbridge/runtime'
import type { Config } from './config.js'
import { createConnect } from './connections/connect.js'
import { createAccountEnds } from './connections/account-ends.js'
import { createInstalls } from './connections/installs.js'
import { createMarks } from './connections/marks.js'
import { createShops } from './connections/shops.js'
import { collectionsService } from './grpc/collections-service.js'
import { connectionsService } from './grpc/connections-service.js'
import { dictionariesService } from './grpc/dictionaries-service.js'
import { installsService } from './grpc/installs-service.js'
import { ordersService } from './grpc/orders-service.js'
import { productsService } from './grpc/products-service.js'
import { handlers } from './handlers/index.js'
import { announce } from './jobs/announce.js'
import { cleanUp } from './jobs/clean-up.js'
import { keepWebhooks } from './jobs/keep-webhooks.js'
import { probeDenied } from './jobs/probe-denied.js'
import { refusals } from './metrics.js'
import type { ConnectionStore, Duty, InstallStore } from './ports.js'

export interface ConnectorDeps {
  config: Pick<
    Config,
    | 'SECRET_KEYS'
    | 'WEBHOOK_KEYS'
    | 'PUBLIC_URL'
    | 'INSALES_BASE_URL_OVERRIDE'
    | 'WEBHOOKS_CHECK_INTERVAL_MS'
    | 'PROBE_INTERVAL_MS'
    | 'DUTIES_INTERVAL_MS'
    | 'INSALES_APP_ID'
    | 'INSALES_APP_SECRET'
  >
  store: ConnectionStore
  installs: InstallStore
  upstream: Upstream
  /** For pictures, see `createShopFilesUpstream`. */
  filesUpstream: Upstream
  broker: Pick<Broker, 'publish'>
  log: Logger
}

const second = 1_000
const minute = 60 * second
const towardsShop = [minute, 5 * minute, 15 * minute, 60 * minute]
/** What a duty waits for after its failures in a row: a shop that is down is not asked as often as our own broker. */
const stepsMs = {
  announce: [second, 5 * second, 15 * second, minute, 5 * minute],
  ...{ webhooks: towardsShop, probe: towardsShop, cleanup: towardsShop },
}

export interface Connector {
  duties: Duties<Duty>
  services: GrpcBinding[]
  handlers: Handler[]
}

const appOf = ({ INSALES_APP_ID: id, INSALES_APP_SECRET: secret }: ConnectorDeps['config']) =>
  id && secret ? { id, secret } : undefined

/** The parts of the connector, joined: the duties run from now on, the services wait to be served. */
export function createConnector(deps: ConnectorDeps): Connector {
  const { config, store, upstream, broker, log } = deps
  const { SECRET_KEYS: keyring, PUBLIC_URL: publicUrl, PROBE_INTERVAL_MS: probeEveryMs } = config
  const wake = () => duties.wake()
  const baseUrl = config.INSALES_BASE_URL_OVERRIDE
  const onRefused = (operation: string, error: { code: string }) =>
    refusals.inc({ operation, code: error.code })
  const shops = createShops({ store, keyring, upstream, baseUrl, onRefused, probeEveryMs, log, wake })
  const marks = createMarks(store)
  const hooks = {
    publicUrl,
    webhookKey: config.WEBHOOK_KEYS[0]!,
    checkEveryMs: config.WEBHOOKS_CHECK_INTERVAL_MS,
  }
  const work = {
    announce: announce(broker),
    webhooks: keepWebhooks({ store, shops, marks, keyring, ...hooks }),
    probe: probeDenied({ store, shops, probeEveryMs, log, wake }),
    cleanup: cleanUp({ store, shops, publicUrl }),
  }
  const duties = startDuties({
    ...{ store, work, stepsMs, log, everyMs: config.DUTIES_INTERVAL_MS },
    contextOf: (record) => record.key,
  })
  const connect = createConnect({ store, shops, keyring, log, wake })
  const app = appOf(config)
  const installs = createInstalls({
    ...{ installs: deps.installs, store, connect, keyring, app, log, wake },
    now: () => new Date(),
  })
  const services = [
    connectionsService({ store, connect, duties, installs }),
    installsService(installs),
    productsService({ shops, marks, files: deps.filesUpstream }),
    collectionsService({ shops }),
    ordersService({ shops }),
    dictionariesService({ shops }),
  ]
  return { duties, services, handlers: handlers(createAccountEnds(store, wake)) }
}
