import type { OrderSettings } from '@skladbridge/contracts'

/**
 * Orders placed before sync was first switched on are left alone unless the merchant chose an earlier day; those may have
 * been taken over by an earlier integration. Both moments are set once: a later save that does not name them must not leave
 * out orders that still wait.
 */
export function startNow(settings: OrderSettings, now: Date, kept: OrderSettings): OrderSettings {
  const moment = settings.syncOrders ? now.toISOString() : undefined
  const startFrom = settings.startFrom ?? kept.startFrom ?? moment
  const switchedOnAt = kept.switchedOnAt ?? settings.switchedOnAt ?? moment
  return { ...settings, ...(startFrom ? { startFrom } : {}), ...(switchedOnAt ? { switchedOnAt } : {}) }
}
