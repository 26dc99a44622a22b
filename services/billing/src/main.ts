import { connectBroker } from '@skladbridge/messaging'
import { connectMongo, ensureIndexes, runService, startGrpc } from '@skladbridge/runtime'
import { createAnnounceAccess } from './announce-access.js'
import { config } from './config.js'
import { billingService } from './grpc/billing.js'
import { startWatchingTrials } from './jobs/watch-trials.js'
import { createAccountStore } from './stores/accounts.js'

await runService('billing', config, async (scope) => {
  // what we stand on
  const mongo = await scope.use(connectMongo(config.MONGO_URL, { log: scope.log, appName: 'billing' }))
  const broker = await scope.use(
    connectBroker({
      url: config.AMQP_URL,
      service: 'billing',
      namespace: config.MESSAGING_NAMESPACE,
      log: scope.log,
    }),
  )

  // what we know and do
  const { model, accounts } = createAccountStore(mongo.connection)
  await ensureIndexes([model])
  const announce = createAnnounceAccess(broker)

  // where work comes in: last up, first down
  const intervalMs = config.TRIAL_CHECK_INTERVAL_MS
  await scope.use(startWatchingTrials({ accounts, announce, intervalMs, log: scope.log }))
  const services = [billingService({ accounts, announce, now: () => new Date() })]
  await scope.use(startGrpc({ port: config.GRPC_PORT, host: config.BIND_HOST, services, log: scope.log }))
})
