import { createLocalBudget, createSharedBudget } from '@skladbridge/http-client'
import { connectBroker } from '@skladbridge/messaging'
import { connectMongo, ensureIndexes, runService, startGrpc } from '@skladbridge/runtime'
import { loadConfig } from './config.js'
import { createConnector } from './connector.js'
import { handlers } from './handlers/index.js'
import { createFilesUpstream, createMoyskladUpstream, createVendorUpstream } from './moysklad/upstream.js'
import { accountModel } from './stores/account-schema.js'
import { createAccountStore } from './stores/accounts.js'

const name = 'moysklad-connector'
const config = loadConfig()

await runService(name, config, async (scope) => {
  const { log } = scope
  const { MOYSKLAD_API_URL: baseUrl, MOYSKLAD_PARALLEL: parallel } = config
  // what we stand on
  const mongo = await scope.use(connectMongo(config.MONGO_URL, { log, appName: name }))
  const broker = await scope.use(
    connectBroker({ url: config.AMQP_URL, service: name, namespace: config.MESSAGING_NAMESPACE, log }),
    'broker',
  )
  const window = { kind: 'sliding-window' as const, windowMs: config.MOYSKLAD_BUDGET_WINDOW_MS }
  const limit = config.MOYSKLAD_BUDGET_REQUESTS
  const shared = { name: 'MoySklad', limit, ...window, mongo: mongo.connection }
  const budget = await scope.use(createSharedBudget(shared), 'budget')
  const vendorBudget = await scope.use(
    createLocalBudget({ name: 'vendor', limit, ...window }),
    'vendor budget',
  )
  const upstream = await scope.use(createMoyskladUpstream({ baseUrl, budget, parallel, log }), 'MoySklad')
  const filesUpstream = await scope.use(createFilesUpstream({ baseUrl, budget, log }), 'MoySklad files')
  const vendorUrl = config.MOYSKLAD_VENDOR_URL
  const vendorUpstream = await scope.use(createVendorUpstream(vendorUrl, vendorBudget, log), 'vendor API')

  // what we know and do
  const model = accountModel(mongo.connection)
  await ensureIndexes([model])
  const store = createAccountStore(model)
  const upstreams = { upstream, filesUpstream, vendorUpstream }
  const { duties, services } = createConnector({ config, store, ...upstreams, broker, log })
  await scope.use(duties, 'duties')

  // where work comes in: last up, first down
  await scope.use(broker.consume(handlers(store)), 'handlers')
  await scope.use(startGrpc({ host: config.BIND_HOST, port: config.GRPC_PORT, services, log }))
})
