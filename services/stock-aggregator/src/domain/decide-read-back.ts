import type { StockSettings } from '@skladbridge/contracts'
import type { Level } from './types.js'

/** `same`: as sent. `lost`: what was sent did not arrive. `gone`: no such variant. `higher`, `lower`: changed since. */
export type Found = 'same' | 'lost' | 'gone' | 'higher' | 'lower'

/** What the shop says of a variant; its level is undefined where it does not track stock. */
export type Shown = { level: Level | undefined } | undefined

/** What a look at the shop tells of what was sent. */
export function decideFound(sent: { level: Level; before: Level | undefined }, shown: Shown): Found {
  if (!shown) return 'gone'
  const { level } = shown
  if (!level) return 'lost'
  if (shows(level, sent.level)) return 'same'
  if (sent.before && shows(level, sent.before)) return 'lost'
  return level.quantity > sent.level.quantity ? 'higher' : 'lower'
}

/** The shop may cut fractions, and knows warehouses that nobody asked about. */
function shows(shown: Level, wanted: Level): boolean {
  const same = (theirs: number | undefined, ours: number) => theirs === ours || theirs === Math.trunc(ours)
  if (!wanted.at) return same(shown.quantity, wanted.quantity)
  return Object.entries(wanted.at).every(([index, each]) => same(shown.at?.[index] ?? 0, each))
}

export interface SinceSent {
  sentAt: Date
  /** When the shop last had news of an order; undefined = never. */
  lastOrderAt: Date | undefined
}

/**
 * Is it sent again when the whole shop is read back? Fewer than was sent may be what orders took: physical stock does not know
 * of them until they are shipped, and raising it would sell a thing twice. Then MoySklad's next movement puts it right.
 */
export function isSentAgain(found: Found, stockType: StockSettings['stockType'], since: SinceSent): boolean {
  if (found === 'lost' || found === 'higher') return true
  if (found !== 'lower') return false
  const wasOrdered = since.lastOrderAt !== undefined && since.lastOrderAt >= since.sentAt
  return stockType !== 'stock' || !wasOrdered
}
