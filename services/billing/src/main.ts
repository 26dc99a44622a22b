import { connectBroker } from '@skladbridge/messaging'
import { connectMongo, ensureIndexes, eraseAccount, runService, startGrpc } from '@skladbridge/runtime'
import { createAnnounceAccess } from './announce-access.js'
import { config } from './config.js'
import { billingService } from './grpc/billing.js'
import { handlers } from './handlers/index.js'
import { createAnnounceRemoved } from './jobs/erase-gone.js'
import { startWatchingAccounts } from './jobs/watch-accounts.js'
import { noteAccess } from './note-access.js'
import { startNotifications } from './notifications.js'
import type { AnnounceAccess } from './ports.js'
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
  const now = () => new Date()
  const { log } = scope
  const { model, accounts } = createAccountStore(mongo.connection)
  await ensureIndexes([model])
  const { notices, service } = await startNotifications(scope, mongo.connection, { config, log, now })
  const note = notices.note.bind(notices)
  const tell = createAnnounceAccess(broker)
  const announce: AnnounceAccess = async (accountId, access) => {
    await tell(accountId, access)
    await noteAccess(note, accountId, access, now())
  }

  // where work comes in: last up, first down
  await scope.use(broker.consume(handlers(note)), 'handlers')
  const intervalMs = config.TRIAL_CHECK_INTERVAL_MS
  const announceRemoved = createAnnounceRemoved(broker)
  const eraseOwn = (accountId: string) => eraseAccount(mongo.connection, accountId, ['accounts'])
  const watched = { accounts, announce, announceRemoved, eraseOwn, note, intervalMs, log, now }
  await scope.use(startWatchingAccounts(watched))
  const services = [billingService({ accounts, announce, now }), service]
  await scope.use(startGrpc({ port: config.GRPC_PORT, host: config.BIND_HOST, services, log }))
})
