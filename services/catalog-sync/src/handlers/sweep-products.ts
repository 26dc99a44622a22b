import type { Outcome, Turn } from '@skladbridge/reconciler'
import type {
  CatalogSettingsStore,
  MoyskladProducts,
  ProductLink,
  ProductLinkOwn,
  ProductLinks,
} from './ports.js'
import { kinds } from './ports.js'

export interface SweepProductsPorts {
  moysklad: MoyskladProducts
  links: ProductLinks
  settings: CatalogSettingsStore
  intervalMs: number
}

/**
 * Finds what webhooks missed, a page a turn: whatever changed since the cursor and is not what we saw last is touched. The
 * cursor moves only after the touches are stored, so a crash repeats a page and loses none.
 */
export function sweepProducts(ports: SweepProductsPorts) {
  return async (
    links: ProductLink[],
    turn: Turn<ProductLinkOwn>,
  ): Promise<Map<string, Outcome<ProductLinkOwn>>> => {
    const outcomes = new Map<string, Outcome<ProductLinkOwn>>()
    for (const link of links) outcomes.set(link._id, await sweepOnce(link, turn))
    return outcomes
  }

  async function sweepOnce(link: ProductLink, turn: Turn<ProductLinkOwn>): Promise<Outcome<ProductLinkOwn>> {
    const { settings } = await ports.settings.get(turn.connection)
    if (!settings.syncProducts) return { kind: 'again', afterMs: ports.intervalMs }
    const from = { since: settings.syncSince ?? '', cursor: link.cursor ?? '' }
    const page = await ports.moysklad.listChanged(turn.connection.accountId, from, turn)
    const known = await ports.links.find(
      turn.lane,
      page.changed.map((product) => product.id),
    )
    const seen = new Map(known.map((candidate) => [candidate.key, candidate.seenUpdated]))
    const moved = page.changed.filter((product) => seen.get(product.id) !== product.updated)
    await turn.touch(
      moved.map((product) => ({
        connection: turn.connection,
        kind: kinds.product,
        key: product.id,
        onInsert: { assortmentKind: product.kind },
      })),
    )
    return { kind: 'again', afterMs: page.more ? 0 : ports.intervalMs, remember: { cursor: page.cursor } }
  }
}
