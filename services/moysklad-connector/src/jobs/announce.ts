import { MoyskladConnectionChanged } from '@skladbridge/contracts'
import type { Broker } from '@skladbridge/messaging'
import type { AccountDuty } from '../ports.js'

/**
 * Tells the others of an account's state. Told again when it is not known whether it arrived; only one process does it
 * at a time, so an older state is never told after a newer one.
 */
export const announce =
  (broker: Pick<Broker, 'publish'>): AccountDuty =>
  async ({ record: { accountId, state } }) => {
    await broker.publish(MoyskladConnectionChanged, { accountId, data: { state } })
    return undefined
  }
