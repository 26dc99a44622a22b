import type { CatalogSettings } from '@skladbridge/contracts'

/**
 * What MoySklad had before product sync was first switched on is the first load's affair. The moment is set once: a later
 * save that does not name it must not leave out what has come since.
 */
export function sinceNow(settings: CatalogSettings, now: Date, kept: CatalogSettings): CatalogSettings {
  if (settings.syncSince) return settings
  const syncSince = kept.syncSince ?? (settings.syncProducts ? now.toISOString() : undefined)
  return syncSince ? { ...settings, syncSince } : settings
}
