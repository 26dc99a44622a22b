import type { OrderSettings } from '@skladbridge/contracts'
import type { Outcome, Turn } from '@skladbridge/reconciler'
import { momentOf } from '../domain/version.js'
import { reconcileRound } from './reconcile-round.js'
import type { ReconcileOrdersPorts } from './order-batch.js'
import type { OrderLink, OrderLinkOwn, ReadOrders, WantedOrder } from './ports.js'

type Outcomes = Map<string, Outcome<OrderLinkOwn>>

/** As many as MoySklad reads and writes in one request with their positions. */
const ROUND = 100
/**
 * No further round after this, well within what a turn may last. MoySklad's side is read round by round, the shop's page by
 * page, so nothing read grows old meanwhile.
 */
const ROUNDS_MS = 30_000

/**
 * Reads both sides in as few requests as the platforms allow, decides each order, writes the differences together. A lane's
 * orders are worked on by one replica at a time, so one customer's orders do not race for the counterparty.
 */
export function reconcileOrders(ports: ReconcileOrdersPorts) {
  return async (links: OrderLink[], turn: Turn<OrderLinkOwn>): Promise<Outcomes> => {
    const { settings } = await ports.settings.get(turn.connection)
    // switched off: the sweep that starts when it is switched on finds whatever was touched meanwhile
    if (!settings.syncOrders) return new Map(links.map((link) => [link._id, { kind: 'done' }]))
    const read = ports.insales.openReader(turn.connection, links.map(wantedOf))
    return eachRound(ports, links, { settings, read, turn })
  }
}

interface Work {
  settings: OrderSettings
  read: ReadOrders
  turn: Turn<OrderLinkOwn>
}

async function eachRound(ports: ReconcileOrdersPorts, links: OrderLink[], work: Work): Promise<Outcomes> {
  const outcomes: Outcomes = new Map()
  const began = performance.now()
  for (let at = 0; at < links.length; at += ROUND) {
    const late = performance.now() - began > ROUNDS_MS || work.turn.signal.aborted
    if (at > 0 && late) return postpone(outcomes, links.slice(at))
    try {
      const round = await reconcileRound(ports, links.slice(at, at + ROUND), work)
      for (const [id, outcome] of round) outcomes.set(id, outcome)
    } catch (error) {
      // the first round's failure is the batch's; a later one will be the first of the next turn
      if (at === 0) throw error
      return postpone(outcomes, links.slice(at))
    }
  }
  return outcomes
}

function postpone(outcomes: Outcomes, links: OrderLink[]): Outcomes {
  for (const link of links) {
    // looking again makes the touch young, but what it told of is as old as it was
    const remember = { lookFrom: earliest(link).toISOString() }
    outcomes.set(link._id, { kind: 'again', afterMs: 0, remember })
  }
  return outcomes
}

const wantedOf = (link: OrderLink): WantedOrder => ({
  id: link.key,
  seenAt: momentOf(link.seen?.insales),
  touchedAt: earliest(link),
})

const earliest = ({ lookFrom, touchedAt }: OrderLink): Date =>
  lookFrom && Date.parse(lookFrom) < touchedAt.getTime() ? new Date(lookFrom) : touchedAt
