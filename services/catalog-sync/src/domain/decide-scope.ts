import type { CatalogSettings } from '@skladbridge/contracts'
import type { SkipReason } from './decide-fate.js'

/** Which cards a change of settings makes worth a new look. */
export interface Scope {
  /** All that stand in the shop. */
  linked: boolean
  /** And those that were passed over for one of these reasons. */
  skipped: SkipReason[]
  /** Folders are to be looked at, too. */
  folders: boolean
}

export const nothingToDo: Scope = { linked: false, skipped: [], folders: false }

type Part = keyof CatalogSettings

const differ = (a: CatalogSettings, b: CatalogSettings, ...parts: Part[]): boolean =>
  parts.some((part) => JSON.stringify(a[part]) !== JSON.stringify(b[part]))

/**
 * Only what the change touches. A field that is no longer kept («не перезаписывать») has to be compared again, one that is
 * kept from now on has not. Before product sync is on, and while it stays off, nothing is looked at.
 */
export function decideScope(before: CatalogSettings | undefined, after: CatalogSettings): Scope {
  if (!after.syncProducts) return nothingToDo
  // the sweep finds what changed while it was off; what the settings say about all the rest is due now
  if (!before?.syncProducts) return { linked: true, skipped: [], folders: after.collections }
  const freed = before.keep.filter((field) => !after.keep.includes(field))
  const linked =
    freed.length > 0 ||
    differ(before, after, 'prices', 'rounding', 'properties', 'filter') ||
    (after.syncImages && !before.syncImages) ||
    (after.collections && !before.collections)
  return { linked, skipped: skippedAgain(before, after), folders: foldersAgain(before, after) }
}

function skippedAgain(before: CatalogSettings, after: CatalogSettings): SkipReason[] {
  const reasons: [SkipReason, ...Part[]][] = [
    ['filtered', 'filter', 'filteredOut'],
    ['archived', 'archived'],
    ['gone', 'deleted'],
    ['bundle', 'bundles'],
  ]
  return reasons.filter(([, ...parts]) => differ(before, after, ...parts)).map(([reason]) => reason)
}

const foldersAgain = (before: CatalogSettings, after: CatalogSettings): boolean =>
  (after.collections && !before.collections) || differ(before, after, 'filter')
