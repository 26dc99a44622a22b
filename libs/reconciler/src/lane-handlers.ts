import {
  BillingAccessChanged,
  BillingAccountRemoved,
  InsalesConnectionChanged,
  MoyskladConnectionChanged,
  type ConnectionKey,
} from '@skladbridge/contracts'
import { defineHandler, type Handler } from '@skladbridge/messaging'
import { reconcilerErrors } from './errors.js'
import { applyAccess, applyAccount, applyShop } from './lane-news.js'
import type { Lanes, Told } from './types.js'

export interface LaneHandlerOptions {
  /** The lane is there and the shop answers: the place to touch its sweeps. May be called again for the same lane. */
  onOpened?(connection: ConnectionKey): Promise<void>
  /** Forgets all that the service keeps of an account; again it changes nothing. */
  erase?(accountId: string): Promise<void>
}

/** Rows for the routing table of every service with lanes. One at a time: these events are few and their order matters. */
export const laneHandlers = (lanes: Lanes, options: LaneHandlerOptions = {}): Handler[] => [
  defineHandler({
    name: 'on-access-changed',
    event: BillingAccessChanged,
    prefetch: 1,
    handle: (event, about) =>
      applyAccess(lanes, { accountId: event.accountId, ...event.data }, toldBy(event, about)),
  }),
  defineHandler({
    name: 'on-moysklad-connection-changed',
    event: MoyskladConnectionChanged,
    prefetch: 1,
    handle: (event, about) =>
      applyAccount(lanes, { accountId: event.accountId, state: event.data.state }, toldBy(event, about)),
  }),
  defineHandler({
    name: 'on-insales-connection-changed',
    event: InsalesConnectionChanged,
    prefetch: 1,
    async handle(event, about) {
      if (!about.connection) throw reconcilerErrors.RECONCILER_NO_SHOP({ event: event.id })
      await applyShop(lanes, about.connection, event.data.state, toldBy(event, about))
      // dies before this: the event is not acknowledged and opens the lane again
      if (event.data.state === 'active') await options.onOpened?.(about.connection)
    },
  }),
  defineHandler({
    name: 'on-account-removed',
    event: BillingAccountRemoved,
    prefetch: 1,
    async handle({ accountId, occurredAt }) {
      // it lay in the queue for long, and the merchant has begun anew meanwhile
      if (await lanes.isBackSince(accountId, new Date(occurredAt))) return
      await options.erase?.(accountId)
    },
  }),
]

/**
 * A message on its first way comes in order, whatever the publisher's clock says. Only one that comes round again may be
 * overtaken by younger news.
 */
const toldBy = (event: { occurredAt: string }, { redelivered }: { redelivered: boolean }): Told => ({
  at: new Date(event.occurredAt),
  late: redelivered,
})
