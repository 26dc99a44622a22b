import type { Outcome, Turn } from '@skladbridge/reconciler'
import type {
  ChangedPage,
  OrderLink,
  OrderLinkOwn,
  OrderLinks,
  OrderSettingsStore,
  SweepFrom,
} from './ports.js'
import { kinds } from './ports.js'

export interface SweepPorts {
  links: OrderLinks
  settings: OrderSettingsStore
  intervalMs: number
}

export interface SweepSide {
  side: 'insales' | 'moysklad'
  list(turn: Turn<OrderLinkOwn>, from: SweepFrom): Promise<ChangedPage>
  /** Which links the changed orders belong to. New orders of the shop have none yet and get one; others never do. */
  match(turn: Turn<OrderLinkOwn>, ids: string[]): Promise<Map<string, OrderLink | undefined>>
}

/**
 * Finds what webhooks missed, a page a turn: whatever changed since the cursor and is not what we saw last is touched.
 * The cursor moves only after the touches are stored, so a crash repeats a page and loses none.
 */
export function sweepOrders(ports: SweepPorts, { side, list, match }: SweepSide) {
  return async (
    links: OrderLink[],
    turn: Turn<OrderLinkOwn>,
  ): Promise<Map<string, Outcome<OrderLinkOwn>>> => {
    const outcomes = new Map<string, Outcome<OrderLinkOwn>>()
    for (const link of links) outcomes.set(link._id, await sweepOnce(link, turn))
    return outcomes
  }

  async function sweepOnce(link: OrderLink, turn: Turn<OrderLinkOwn>): Promise<Outcome<OrderLinkOwn>> {
    const { settings } = await ports.settings.get(turn.connection)
    if (!settings.syncOrders) return { kind: 'again', afterMs: ports.intervalMs }
    const page = await list(turn, { since: settings.startFrom ?? '', cursor: link.cursor ?? '' })
    const known = await match(
      turn,
      page.changed.map((order) => order.id),
    )
    const touched = page.changed.filter(
      (order) => known.has(order.id) && known.get(order.id)?.seen?.[side] !== order.version,
    )
    await turn.touch(
      touched.map((order) => ({
        connection: turn.connection,
        kind: kinds.order,
        key: known.get(order.id)?.key ?? order.id,
      })),
    )
    return { kind: 'again', afterMs: page.more ? 0 : ports.intervalMs, remember: { cursor: page.cursor } }
  }
}
