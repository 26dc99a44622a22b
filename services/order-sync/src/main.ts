import { orderSettingsSchema, OrdersParkedChanged, OrderSynced } from '@skladbridge/contracts'
import { createJournal, journalService, startTellingParked, withJournal } from '@skladbridge/journal'
import { connectLaneSources } from '@skladbridge/lane-sources'
import { connectBroker, tellNews } from '@skladbridge/messaging'
import { orders } from '@skladbridge/proto'
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
import { startNow } from './domain/start-now.js'
import { orderLinksService } from './grpc/order-links.js'
import { describeLink, handlers, workKinds } from './handlers/index.js'
import { kinds as linkKinds } from './handlers/ports.js'
import { tellJournal } from './handlers/tell-journal.js'
import { touchSweeps } from './handlers/touch-sweeps.js'
import { createCustomerStore } from './stores/customers.js'
import { createDefaultsStore } from './stores/defaults.js'
import { createOrderLinkStore } from './stores/order-links.js'

await runService('order-sync', config, async (scope) => {
  // what we stand on
  const { log } = scope
  const { connection: mongo } = await scope.use(
    connectMongo(config.MONGO_URL, { log, appName: 'order-sync' }),
  )
  const namespace = config.MESSAGING_NAMESPACE
  const broker = await scope.use(
    connectBroker({ url: config.AMQP_URL, service: 'order-sync', namespace, log }),
  )
  const moysklad = await scope.use(createMoyskladClient(config.MOYSKLAD_CONNECTOR_ADDR), 'moysklad')
  const insales = await scope.use(createInsalesClient(config.INSALES_CONNECTOR_ADDR), 'insales')
  const catalog = await scope.use(createCatalogClient(config.CATALOG_SYNC_ADDR), 'catalog')
  const sources = await scope.use(connectLaneSources(config, { log }))

  // what we know and do
  const { model, links } = createOrderLinkStore(mongo)
  const { model: journalModel, journal } = createJournal(mongo, { log, keepDays: config.JOURNAL_KEEP_DAYS })
  await ensureIndexes([model, journalModel])
  const lanes = createLanes(mongo)
  const news = tellNews(broker, log)
  const settings = createSettingsStore(mongo, orderSettingsSchema)
  const work = workKinds({
    links,
    settings,
    insales: insales.orders,
    moysklad: moysklad.orders,
    goods: moysklad.goods,
    catalog: catalog.links,
    defaults: createDefaultsStore(mongo),
    customers: createCustomerStore(mongo),
    tell: tellJournal(journal),
    announce: (connection, data) => news(OrderSynced, { ...connection, data }),
    sweepIntervalMs: config.SWEEP_INTERVAL_MS,
  })
  const kinds = withJournal(work, { journal, describe: describeLink })
  const reconciler = await scope.use(startReconciler({ links: model, kinds, log }), 'reconciler')
  const { touch } = reconciler
  const erase = eraseAccount.bind(null, mongo)
  await scope.use(startTellingParked({ links: model, event: OrdersParkedChanged, broker, config, log }))

  // where work comes in: last up, first down
  await scope.use(broker.consume(handlers({ lanes, links, touch, erase })), 'handlers')
  const onChanged = touchSweeps.bind(null, touch)
  const everyMs = config.LANES_INTERVAL_MS
  await scope.use(startKeepingLanes({ lanes, sources, onOpened: onChanged, everyMs, log }))
  const services = [
    grpcService(
      orders.OrderSettingsService,
      settingsHandlers({ store: settings, schema: orderSettingsSchema, prepare: startNow, onChanged }),
    ),
    orderLinksService({
      links,
      touch: (connection, key) => touch([{ connection, kind: linkKinds.order, key }]),
    }),
    journalService({ journal, reconciler, links: model, describe: describeLink }),
  ]
  await scope.use(startGrpc({ port: config.GRPC_PORT, host: config.BIND_HOST, services, log }))
})
