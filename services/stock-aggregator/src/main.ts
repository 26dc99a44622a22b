import { randomUUID } from 'node:crypto'
import { StockParkedChanged, stockSettingsSchema } from '@skladbridge/contracts'
import { createJournal, journalService, startTellingParked, withJournal } from '@skladbridge/journal'
import { connectLaneSources } from '@skladbridge/lane-sources'
import { connectBroker, tellNews } from '@skladbridge/messaging'
import { stock } from '@skladbridge/proto'
import { createLanes, startKeepingLanes, startReconciler } from '@skladbridge/reconciler'
import {
  connectMongo,
  ensureIndexes,
  eraseAccount,
  grpcService,
  runService,
  startGrpc,
} from '@skladbridge/runtime'
import { createSettingsStore, settingsHandlers } from '@skladbridge/settings'
import { createCatalogClient } from './clients/catalog.js'
import { createInsalesClient } from './clients/insales.js'
import { createMoyskladClient } from './clients/moysklad.js'
import { config } from './config.js'
import { announceRun } from './handlers/announce-run.js'
import { describeLink } from './handlers/describe.js'
import { stockHoldsService } from './grpc/holds.js'
import { stockRunsService } from './grpc/runs.js'
import { handlers, touchFull, touchOpened, workKinds } from './handlers/index.js'
import { createStockLinkModel } from './stores/stock-links.js'
import { openStores } from './stores/stores.js'

await runService('stock-aggregator', config, async (scope) => {
  // what we stand on
  const { log } = scope
  const { connection: mongo } = await scope.use(
    connectMongo(config.MONGO_URL, { log, appName: 'stock-aggregator' }),
  )
  const namespace = config.MESSAGING_NAMESPACE
  const broker = await scope.use(
    connectBroker({ url: config.AMQP_URL, service: 'stock-aggregator', namespace, log }),
  )
  const moysklad = await scope.use(createMoyskladClient(config.MOYSKLAD_CONNECTOR_ADDR), 'moysklad')
  const insales = await scope.use(createInsalesClient(config.INSALES_CONNECTOR_ADDR), 'insales')
  const catalog = await scope.use(createCatalogClient(config.CATALOG_SYNC_ADDR), 'catalog')
  const sources = await scope.use(connectLaneSources(config, { log }))

  // what we know and do
  const model = createStockLinkModel(mongo)
  const { model: journalModel, journal } = createJournal(mongo, { log, keepDays: config.JOURNAL_KEEP_DAYS })
  await ensureIndexes([model, journalModel])
  const stores = await openStores(mongo)
  const lanes = createLanes(mongo)
  const tell = tellNews(broker, log)
  const settings = createSettingsStore(mongo, stockSettingsSchema)
  const ports = {
    moysklad: moysklad.stock,
    insales: insales.variants,
    catalog: catalog.links,
    ...stores,
    settings,
    journal,
    announce: announceRun({ tell, journal }),
    now: () => new Date(),
    uuid: () => randomUUID(),
  } satisfies Parameters<typeof workKinds>[0]
  const readBackMs = config.READ_BACK_INTERVAL_MS
  const times = { overlapMs: config.CHANGED_OVERLAP_MS, intervalMs: config.FULL_RUN_INTERVAL_MS, readBackMs }
  const kinds = withJournal(workKinds(ports, times), { journal, describe: describeLink })
  const reconciler = await scope.use(startReconciler({ links: model, kinds, log }), 'reconciler')
  const { touch } = reconciler
  await scope.use(startTellingParked({ links: model, event: StockParkedChanged, broker, config, log }))

  // where work comes in: last up, first down
  const answering = { lanes, touch, orders: stores.orders, readBackMs, erase: eraseAccount.bind(null, mongo) }
  await scope.use(broker.consume(handlers(answering)), 'handlers')
  const onChanged = touchFull.bind(null, touch)
  const everyMs = config.LANES_INTERVAL_MS
  const onOpened = touchOpened.bind(null, touch, readBackMs)
  await scope.use(startKeepingLanes({ lanes, sources, onOpened, everyMs, log }))
  const services = [
    grpcService(
      stock.StockSettingsService,
      settingsHandlers({ store: settings, schema: stockSettingsSchema, onChanged }),
    ),
    stockRunsService({ runs: stores.runs, runNow: onChanged }),
    stockHoldsService({ holds: stores.holds, runNow: onChanged, now: ports.now }),
    journalService({ journal, reconciler, links: model, describe: describeLink }),
  ]
  await scope.use(startGrpc({ port: config.GRPC_PORT, host: config.BIND_HOST, services, log }))
})
