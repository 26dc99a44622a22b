import { createSharedBudget } from '@skladbridge/http-client'
import { connectBroker } from '@skladbridge/messaging'
import { connectMongo, ensureIndexes, runService, startGrpc } from '@skladbridge/runtime'
import { loadConfig } from './config.js'
import { createConnector } from './connector.js'
import { createInsalesUpstream, createShopFilesUpstream } from './insales/upstream.js'
import { createInstallStore } from './stores/installs.js'
import { connectionModel, createConnectionStore } from './stores/connections.js'

const name = 'insales-connector'
const config = loadConfig()

await runService(name, config, async (scope) => {
  const { log } = scope
  // what we stand on
  const mongo = await scope.use(connectMongo(config.MONGO_URL, { log, appName: name }))
  const broker = await scope.use(
    connectBroker({ url: config.AMQP_URL, service: name, namespace: config.MESSAGING_NAMESPACE, log }),
    'broker',
  )
  const budget = await scope.use(
    createSharedBudget({
      name: 'inSales',
      kind: 'fixed-window',
      limit: config.INSALES_BUDGET_REQUESTS,
      windowMs: config.INSALES_BUDGET_WINDOW_MS,
      mongo: mongo.connection,
    }),
    'budget',
  )
  const baseUrl = config.INSALES_BASE_URL_OVERRIDE
  const upstream = await scope.use(createInsalesUpstream({ budget, baseUrl, log }), 'inSales')
  const filesUpstream = await scope.use(createShopFilesUpstream({ baseUrl, log }), 'inSales files')

  // what we know and do
  const model = connectionModel(mongo.connection)
  const { models, installs } = createInstallStore(mongo.connection)
  await ensureIndexes([model, ...models])
  const store = createConnectionStore(model)
  const deps = { config, store, installs, upstream, filesUpstream, broker, log }
  const { duties, services, handlers } = createConnector(deps)
  await scope.use(duties, 'duties')

  // where work comes in: last up, first down
  await scope.use(broker.consume(handlers), 'handlers')
  await scope.use(startGrpc({ host: config.BIND_HOST, port: config.GRPC_PORT, services, log }))
})
