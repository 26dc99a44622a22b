import type { OrderSettings } from '@skladbridge/contracts'

/**
 * Orders placed before sync was first switched on are left alone unless the merchant chose an earlier day; those may have
 * been taken over by an earlier integration. Both moments are set once: a later save that does not name them must not leave
 * out orders that still wait.
 */
export function startNow(settings: OrderSettings, now: Date, kept: OrderSettings): OrderSettings {
  // orders carry whole seconds. One of this very second belongs to both: it goes over, and an earlier integration may have it
  const from = settings.syncOrders ? wholeSecond(now).toISOString() : undefined
  const moment = settings.syncOrders ? now.toISOString() : undefined
  const startFrom = settings.startFrom ?? kept.startFrom ?? from
  const switchedOnAt = kept.switchedOnAt ?? settings.switchedOnAt ?? moment
  return { ...settings, ...(startFrom ? { startFrom } : {}), ...(switchedOnAt ? { switchedOnAt } : {}) }
}

const wholeSecond = (moment: Date): Date => new Date(Math.floor(moment.getTime() / 1000) * 1000)
