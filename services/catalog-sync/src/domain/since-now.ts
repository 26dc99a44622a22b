import type { CatalogSettings } from '@skladbridge/contracts'

/** What MoySklad had before product sync was first switched on is the first load's affair. */
export const sinceNow = (settings: CatalogSettings, now: Date): CatalogSettings =>
  settings.syncProducts && !settings.syncSince ? { ...settings, syncSince: now.toISOString() } : settings
