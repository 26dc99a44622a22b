import { BillingAccessChanged, BillingAccountRemoved } from '@skladbridge/contracts'
import { fakeBroker } from '@skladbridge/messaging/testing'
import { billing } from '@skladbridge/proto'
import { connectGrpc, ensureIndexes, eraseAccount, startGrpc } from '@skladbridge/runtime'
import { silentLogger, testMongo } from '@skladbridge/testing'
import { createAnnounceAccess } from '../announce-access.js'
import { billingService } from '../grpc/billing.js'
import { createAnnounceRemoved, eraseGone } from '../jobs/erase-gone.js'
import { watchOnce } from '../jobs/watch-accounts.js'
import { createAccountStore } from '../stores/accounts.js'
import { day } from './builders.js'

/** Billing on a real database and a clock that only the test moves; each move is followed by a look of the watch. */
export async function startClockedBilling() {
  const mongo = await testMongo()
  const { model, accounts } = createAccountStore(mongo.connection)
  await ensureIndexes([model])
  const broker = fakeBroker()
  let now = day(0)
  const announce = createAnnounceAccess(broker)
  const services = [billingService({ accounts, announce, now: () => now })]
  const grpc = await startGrpc({
    port: 0,
    host: '127.0.0.1',
    services,
    log: silentLogger(),
    closeWithinMs: 500,
  })
  const client = connectGrpc(billing.BillingService, `127.0.0.1:${grpc.port}`)
  const forget = {
    accounts,
    announceRemoved: createAnnounceRemoved(broker),
    eraseOwn: (accountId: string) => eraseAccount(mongo.connection, accountId, ['accounts']),
  }
  const look = async () => {
    await watchOnce({ accounts, announce }, now)
    await eraseGone(forget, now)
  }
  return {
    client,
    broker,
    accounts,
    forget,
    look,
    now: () => now,
    async to(moment: Date) {
      now = moment
      await look()
    },
    /** What the others heard of an account: changes of access in their order, then removals. */
    heard: (accountId: string) => {
      const mine = (event: { accountId: string }) => event.accountId === accountId
      const changes = broker.publishedOf(BillingAccessChanged).filter(mine)
      const removals = broker.publishedOf(BillingAccountRemoved).filter(mine)
      return [...changes.map(({ data }) => data.reason), ...removals.map(() => 'erase')]
    },
    async close() {
      await client.close()
      await grpc.close()
      await mongo.close()
    },
  }
}
