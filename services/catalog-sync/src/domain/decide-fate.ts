import type { CatalogSettings } from '@skladbridge/contracts'
import { mapPrices, type PriceTerms } from './map-prices.js'
import { sellables } from './map-card.js'
import { foldName } from './text.js'
import type { Card } from './types.js'

/** Why a card is not in step with the shop; what a merchant sees in the list of products. */
export type SkipReason =
  | 'archived'
  | 'filtered'
  | 'service'
  | 'bundle'
  | 'gone'
  | 'unlinked'
  /** It was there before product sync was switched on and never loaded: the first load's affair. */
  | 'not-loaded'

/**
 * What becomes of a card before its fields are looked at. `hide`: it stands in the shop and must not be seen there.
 * `leave`: nothing is written, whatever it says.
 */
export type Fate =
  { kind: 'sync' } | { kind: 'hide'; reason: SkipReason } | { kind: 'leave'; reason: SkipReason }

export interface FateTerms {
  settings: CatalogSettings
  /** It stands in the shop. */
  linked: boolean
  /** The merchant took the link away by hand. */
  unlinked: boolean
  /** Made by a load: it need not be new. */
  loaded: boolean
  prices: PriceTerms
  /** The card's folder and all above it. */
  folders: readonly string[]
  /** Pieces of all that is sold; undefined = not asked. */
  stock: number | undefined
}

export function decideFate(card: Card | undefined, terms: FateTerms): Fate {
  const { settings, linked } = terms
  const orLeave = (reason: SkipReason, rule: 'hide' | 'leave'): Fate =>
    linked && rule === 'hide' ? { kind: 'hide', reason } : { kind: 'leave', reason }
  if (terms.unlinked) return { kind: 'leave', reason: 'unlinked' }
  if (!card) return orLeave('gone', settings.deleted)
  const { good } = card
  if (good.kind === 'service') return { kind: 'leave', reason: 'service' }
  if (good.kind === 'bundle' && settings.bundles === 'skip') return { kind: 'leave', reason: 'bundle' }
  // a card whose modifications are all archived sells nothing
  if (good.archived || sellables(card).length === 0) return orLeave('archived', settings.archived)
  if (!passes(card, terms)) return orLeave('filtered', settings.filteredOut)
  return !linked && !terms.loaded && isOld(card, settings.syncSince)
    ? { kind: 'leave', reason: 'not-loaded' }
    : { kind: 'sync' }
}

function isOld({ good, variants }: Card, since: string | undefined): boolean {
  if (since === undefined) return false
  const from = Date.parse(since)
  return [good, ...variants].every(({ updated }) => Date.parse(updated) < from)
}

function passes(card: Card, { settings, folders, stock, prices }: FateTerms): boolean {
  const { folderIds, attribute, onlyWithPrice, onlyWithStock } = settings.filter
  if (folderIds.length > 0 && !folderIds.some((id) => folders.includes(id))) return false
  if (attribute && !hasAttribute(card, attribute)) return false
  if (onlyWithStock && stock !== undefined && stock <= 0) return false
  return !onlyWithPrice || hasPrice(card, settings, prices)
}

function hasAttribute({ good }: Card, { id, value }: { id: string; value: string }): boolean {
  const own = good.attributes.find((attribute) => attribute.id === id)?.value ?? ''
  return value === '' ? own !== '' : foldName(own) === foldName(value)
}

const hasPrice = (card: Card, settings: CatalogSettings, terms: PriceTerms): boolean =>
  sellables(card).some((each) => {
    const parent = each === card.good ? undefined : card.good
    return (mapPrices(each, parent, settings, terms).prices.price ?? 0) > 0
  })
