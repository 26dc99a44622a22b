import { eachLink } from './each-link.js'
import type { CatalogSettingsStore, MoyskladCatalog, ProductLink } from './ports.js'
import type { ProductOutcome, ProductTurn } from './products/product-ports.js'
import type { JustRead } from './just-read.js'
import { movedCards, touchMoved, type MovedPorts } from './touch-cards.js'

export interface SweepProductsPorts extends MovedPorts {
  moysklad: Pick<MoyskladCatalog, 'listChanged'>
  settings: CatalogSettingsStore
  justRead: JustRead
  sweepIntervalMs: number
}

/**
 * Finds what webhooks missed, a page a turn: whatever changed since the cursor and is not what we saw last is touched. The
 * cursor moves only after the touches are stored, so a crash repeats a page and loses none.
 */
export const sweepProducts = (ports: SweepProductsPorts) =>
  eachLink((link, turn) => sweepOnce(ports, link, turn))

async function sweepOnce(
  ports: SweepProductsPorts,
  link: ProductLink,
  turn: ProductTurn,
): Promise<ProductOutcome> {
  const { connection } = turn
  const { settings } = await ports.settings.get(connection)
  if (!settings.syncProducts) return { kind: 'again', afterMs: ports.sweepIntervalMs }
  const from = { since: settings.syncSince ?? '', cursor: link.cursor ?? '' }
  const page = await ports.moysklad.listChanged(connection.accountId, from, turn)
  const moved = await movedCards(ports, turn.lane, page.changed, { images: settings.syncImages })
  await touchMoved(ports.justRead, turn, moved)
  return { kind: 'again', afterMs: page.more ? 0 : ports.sweepIntervalMs, remember: { cursor: page.cursor } }
}
