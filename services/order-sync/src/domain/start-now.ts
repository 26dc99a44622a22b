import type { OrderSettings } from '@skladbridge/contracts'

/**
 * Orders placed before sync was first switched on are left alone unless the merchant chose an earlier day. The moment is set
 * once: a later save that does not name it must not leave out orders that still wait.
 */
export function startNow(settings: OrderSettings, now: Date, kept: OrderSettings): OrderSettings {
  if (settings.startFrom) return settings
  const startFrom = kept.startFrom ?? (settings.syncOrders ? now.toISOString() : undefined)
  return startFrom ? { ...settings, startFrom } : settings
}
