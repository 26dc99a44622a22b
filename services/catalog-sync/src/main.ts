import { randomUUID } from 'node:crypto'
import { catalogSettingsSchema, type ConnectionKey } from '@skladbridge/contracts'
import { connectLaneSources } from '@skladbridge/lane-sources'
import { connectBroker } from '@skladbridge/messaging'
import { catalog } from '@skladbridge/proto'
import { createLanes, startKeepingLanes, startReconciler } from '@skladbridge/reconciler'
import { connectMongo, grpcService, runService, startGrpc } from '@skladbridge/runtime'
import { createSettingsStore, settingsHandlers } from '@skladbridge/settings'
import { createInsalesClient } from './clients/insales.js'
import { createMoyskladWriter } from './clients/moysklad-writer.js'
import { createMoyskladClient } from './clients/moysklad.js'
import { createShopPictures } from './clients/shop-pictures.js'
import { config } from './config.js'
import { sinceNow } from './domain/since-now.js'
import { linksService } from './grpc/links.js'
import { loadsService } from './grpc/loads.js'
import { productsService } from './grpc/products.js'
import { announceLinked } from './handlers/announce-linked.js'
import { createDictionaries } from './handlers/dictionaries.js'
import { createJustRead } from './handlers/just-read.js'
import { handlers, touchAfterSave, touchRounds, workKinds, type WorkPorts } from './handlers/index.js'
import { withLoads } from './handlers/load/index.js'
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
  const { catalog: moysklad } = await scope.use(
    createMoyskladClient(config.MOYSKLAD_CONNECTOR_ADDR),
    'moysklad',
  )
  const { catalog: insales } = await scope.use(createInsalesClient(config.INSALES_CONNECTOR_ADDR), 'insales')
  const { writer } = await scope.use(createMoyskladWriter(config.MOYSKLAD_CONNECTOR_ADDR), 'writer')
  const { pictures } = await scope.use(createShopPictures(config.INSALES_CONNECTOR_ADDR), 'pictures')
  const sources = await scope.use(connectLaneSources(config, { log }))

  // what we know and do
  const { linkModel, ...stores } = await createStores(mongo)
  const lanes = createLanes(mongo)
  const settings = createSettingsStore(mongo, catalogSettingsSchema)
  const now = () => new Date()
  const ports: WorkPorts = {
    ...stores,
    settings,
    moysklad,
    insales,
    justRead: createJustRead(),
    dictionaries: createDictionaries({ moysklad, insales, now }),
    announce: announceLinked(broker),
    journal: async (connection, notes) =>
      log.info({ ...connection, notes: notes.length }, 'told the merchant'),
    now,
    sweepIntervalMs: config.SWEEP_INTERVAL_MS,
    foldersIntervalMs: config.FOLDERS_INTERVAL_MS,
    compareIntervalMs: config.COMPARE_INTERVAL_MS,
  }
  const { touch } = await scope.use(
    startReconciler({
      links: linkModel,
      kinds: withLoads(workKinds(ports), { ...stores, ...ports, writer, pictures }),
      log,
    }),
    'reconciler',
  )

  // where work comes in: last up, first down
  await scope.use(broker.consume(handlers({ ...ports, lanes, touch })), 'handlers')
  const onOpened = (connection: ConnectionKey) => touchRounds({ ...ports, touch }, connection)
  const everyMs = config.LANES_INTERVAL_MS
  await scope.use(startKeepingLanes({ lanes, sources, onOpened, everyMs, log }))
  const onChanged = touchAfterSave.bind(null, touch)
  const services = [
    grpcService(
      catalog.CatalogSettingsService,
      settingsHandlers({ store: settings, schema: catalogSettingsSchema, prepare: sinceNow, onChanged }),
    ),
    linksService(stores.pairs),
    productsService({ ...stores, settings, touch }),
    loadsService({ ...stores, settings, touch, now, newId: randomUUID }),
  ]
  await scope.use(startGrpc({ port: config.GRPC_PORT, host: config.BIND_HOST, services, log }))
})
