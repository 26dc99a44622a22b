import type { OrderSettings } from '@skladbridge/contracts'

/**
 * Orders placed before sync was first switched on are left alone unless the merchant chose an earlier day; those may have
 * been taken over by an earlier integration.
 */
export function startNow(settings: OrderSettings, now: Date): OrderSettings {
  if (!settings.syncOrders) return settings
  const moment = now.toISOString()
  return {
    ...settings,
    startFrom: settings.startFrom ?? moment,
    switchedOnAt: settings.switchedOnAt ?? moment,
  }
}
