import { connectBroker } from '@skladbridge/messaging'
import { connectMongo, ensureIndexes, eraseAccount, runService, startGrpc } from '@skladbridge/runtime'
import { createAnnounceAccess } from './announce-access.js'
import { config } from './config.js'
import { billingService } from './grpc/billing.js'
import { createAnnounceRemoved } from './jobs/erase-gone.js'
import { startWatchingAccounts } from './jobs/watch-accounts.js'
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
  const now = () => new Date()

  // where work comes in: last up, first down
  const intervalMs = config.TRIAL_CHECK_INTERVAL_MS
  const announceRemoved = createAnnounceRemoved(broker)
  const eraseOwn = (accountId: string) => eraseAccount(mongo.connection, accountId, ['accounts'])
  const watched = { accounts, announce, announceRemoved, eraseOwn, intervalMs, log: scope.log, now }
  await scope.use(startWatchingAccounts(watched))
  const services = [billingService({ accounts, announce, now })]
  await scope.use(startGrpc({ port: config.GRPC_PORT, host: config.BIND_HOST, services, log: scope.log }))
})
