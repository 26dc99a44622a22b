import { CatalogProductLinked, catalogSettingsSchema } from '@skladbridge/contracts'
import { connectLaneSources } from '@skladbridge/lane-sources'
import { connectBroker } from '@skladbridge/messaging'
import { catalog } from '@skladbridge/proto'
import { createLanes, startKeepingLanes, startReconciler } from '@skladbridge/reconciler'
import { connectMongo, ensureIndexes, grpcService, runService, startGrpc } from '@skladbridge/runtime'
import { createSettingsStore, settingsHandlers } from '@skladbridge/settings'
import { createInsalesClient } from './clients/insales.js'
import { createMoyskladClient } from './clients/moysklad.js'
import { config } from './config.js'
import { sinceNow } from './domain/since-now.js'
import { linksService } from './grpc/links.js'
import { handlers, touchSweep, workKinds } from './handlers/index.js'
import { createProductLinkStore } from './stores/product-links.js'

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
  const sources = await scope.use(connectLaneSources(config, { log }))

  // what we know and do
  const { model, links } = createProductLinkStore(mongo)
  await ensureIndexes([model])
  const lanes = createLanes(mongo)
  const settings = createSettingsStore(mongo, catalogSettingsSchema)
  const work = workKinds({
    links,
    settings,
    moysklad: moysklad.products,
    insales: insales.products,
    announce: (connection, { assortmentKind: _kind, ...data }) =>
      broker.publish(CatalogProductLinked, { ...connection, data }),
    now: () => new Date(),
    sweepIntervalMs: config.SWEEP_INTERVAL_MS,
  })
  const { touch } = await scope.use(startReconciler({ links: model, kinds: work, log }), 'reconciler')

  // where work comes in: last up, first down
  await scope.use(broker.consume(handlers({ lanes, touch })), 'handlers')
  const onChanged = touchSweep.bind(null, touch)
  const everyMs = config.LANES_INTERVAL_MS
  await scope.use(startKeepingLanes({ lanes, sources, onOpened: onChanged, everyMs, log }))
  const services = [
    grpcService(
      catalog.CatalogSettingsService,
      settingsHandlers({ store: settings, schema: catalogSettingsSchema, prepare: sinceNow, onChanged }),
    ),
    linksService(links),
  ]
  await scope.use(startGrpc({ port: config.GRPC_PORT, host: config.BIND_HOST, services, log }))
})
