import { InsalesConnectionChanged } from '@skladbridge/contracts'
import type { Broker } from '@skladbridge/messaging'
import type { ShopDuty } from '../ports.js'

/**
 * Tells the others of a connection's state. Told again when it is not known whether it arrived; only one process does it
 * at a time, so an older state is never told after a newer one.
 */
export const announce =
  (broker: Pick<Broker, 'publish'>): ShopDuty =>
  async ({ record: { key, state } }) => {
    await broker.publish(InsalesConnectionChanged, { ...key, data: { state } })
    return undefined
  }
