import { randomUUID } from 'node:crypto'
import { CatalogParkedChanged, catalogSettingsSchema, type ConnectionKey } from '@skladbridge/contracts'
import { createJournal, journalService, startTellingParked, withJournal } from '@skladbridge/journal'
import { connectLaneSources } from '@skladbridge/lane-sources'
import { connectBroker } from '@skladbridge/messaging'
import { catalog } from '@skladbridge/proto'
import { createLanes, startKeepingLanes, startReconciler } from '@skladbridge/reconciler'
import { connectMongo, ensureIndexes, grpcService, runService, startGrpc } from '@skladbridge/runtime'
import { createSettingsStore, settingsHandlers } from '@skladbridge/settings'
import { createInsalesClient } from './clients/insales.js'
import { createLoadSides } from './clients/load-sides.js'
import { createMoyskladClient } from './clients/moysklad.js'
import { config } from './config.js'
import { sinceNow } from './domain/since-now.js'
import { linksService } from './grpc/links.js'
import { loadsService } from './grpc/loads.js'
import { productsService } from './grpc/products.js'
import { announceLinked } from './handlers/announce-linked.js'
import { createDictionaries } from './handlers/dictionaries.js'
import { createJustRead } from './handlers/just-read.js'
import { describeLink, handlers, touchAfterSave, touchRounds, workKinds } from './handlers/index.js'
import { withLoads } from './handlers/load/index.js'
import { writeJournal } from './handlers/write-journal.js'
import { createErase } from './stores/erase.js'
import { createStores } from './stores/stores.js'

await runService('catalog-sync', config, async (scope) => {
  // what we stand on
  const { log } = scope
  const { connection: mongo } = await scope.use(
    connectMongo(config.MONGO_URL, { log, appName: 'catalog-sync' }),
  )
  const namespace = config.MESSAGING_NAMESPACE
  const broker = await scope.use(
    connectBroker({ url: config.AMQP_URL, service: 'catalog-sync', namespace, log }),
  )
  const moysklad = await scope.use(createMoyskladClient(config.MOYSKLAD_CONNECTOR_ADDR), 'moysklad')
  const insales = await scope.use(createInsalesClient(config.INSALES_CONNECTOR_ADDR), 'insales')
  const sides = { moysklad: moysklad.catalog, insales: insales.catalog }
  const load = await scope.use(createLoadSides(config), 'load')
  const sources = await scope.use(connectLaneSources(config, { log }))

  // what we know and do
  const { linkModel: links, ...stores } = await createStores(mongo)
  const { model: journalModel, journal } = createJournal(mongo, { log, keepDays: config.JOURNAL_KEEP_DAYS })
  await ensureIndexes([journalModel])
  const lanes = createLanes(mongo)
  const settings = createSettingsStore(mongo, catalogSettingsSchema)
  const ports = {
    ...stores,
    ...sides,
    settings,
    now: () => new Date(),
    justRead: createJustRead(),
    dictionaries: createDictionaries({ ...sides, now: () => new Date() }),
    announce: announceLinked(broker),
    journal: writeJournal(journal, () => new Date()),
    erase: createErase(mongo, stores.staging),
    sweepIntervalMs: config.SWEEP_INTERVAL_MS,
    foldersIntervalMs: config.FOLDERS_INTERVAL_MS,
    compareIntervalMs: config.COMPARE_INTERVAL_MS,
  }
  const kinds = withJournal(withLoads(workKinds(ports), { ...ports, ...load.ports }), {
    journal,
    describe: describeLink,
  })
  const reconciler = await scope.use(startReconciler({ links, kinds, log }), 'reconciler')
  const { touch } = reconciler
  await scope.use(startTellingParked({ links, event: CatalogParkedChanged, broker, config, log }))

  // where work comes in: last up, first down
  await scope.use(broker.consume(handlers({ ...ports, lanes, touch })), 'handlers')
  const onOpened = (connection: ConnectionKey) => touchRounds({ ...ports, touch }, connection)
  const keepingLanes = { lanes, sources, onOpened, everyMs: config.LANES_INTERVAL_MS, log }
  await scope.use(startKeepingLanes(keepingLanes))
  const onChanged = touchAfterSave.bind(null, touch)
  const keeping = { store: settings, schema: catalogSettingsSchema, prepare: sinceNow, onChanged }
  const services = [
    grpcService(catalog.CatalogSettingsService, settingsHandlers(keeping)),
    linksService(stores.pairs),
    productsService({ ...stores, settings, touch }),
    loadsService({ ...stores, settings, touch, now: ports.now, newId: randomUUID }),
    journalService({ journal, reconciler, links, describe: describeLink }),
  ]
  await scope.use(startGrpc({ port: config.GRPC_PORT, host: config.BIND_HOST, services, log }))
})
