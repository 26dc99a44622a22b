import type { OrderSettings } from '@skladbridge/contracts'

/** Orders placed before sync was first switched on are left alone unless the merchant chose an earlier day. */
export const startNow = (settings: OrderSettings, now: Date): OrderSettings =>
  settings.syncOrders && !settings.startFrom ? { ...settings, startFrom: now.toISOString() } : settings
