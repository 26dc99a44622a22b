import type { OrderSettings } from '@skladbridge/contracts'
import type { Outcome, Turn } from '@skladbridge/reconciler'
import { decideOrder, type OrderDecision } from '../domain/decide-order.js'
import type { AssortmentRef, InsalesOrder, LineTerms, OrderBase } from '../domain/types.js'
import { lineKey } from '../domain/types.js'
import { bearOrders } from './bear-orders.js'
import { changeOrders, type Change } from './change-orders.js'
import { endAll, type Ended } from './end-orders.js'
import { leaveGone } from './leave-orders.js'
import {
  fail,
  note,
  sawShop,
  type Birth,
  type Job,
  type ReconcileOrdersPorts,
  type Round,
} from './order-batch.js'
import { payOrders } from './pay-orders.js'
import type { OrderLink, OrderLinkOwn, ReadOrders } from './ports.js'
import { knownOrder, readRound } from './read-round.js'
import { settleOrder } from './settle-order.js'

interface Asked {
  settings: OrderSettings
  read: ReadOrders
  turn: Turn<OrderLinkOwn>
}

/** Up to a hundred orders: read, decide, make those that are not there yet, write differences, pay, remember. */
export async function reconcileRound(
  ports: ReconcileOrdersPorts,
  links: OrderLink[],
  asked: Asked,
): Promise<Map<string, Outcome<OrderLinkOwn>>> {
  const view = await readRound(ports, links, asked)
  const work = new Map(links.map((link) => [link.key, link.wanted]))
  const round: Round = { ports, view, turn: asked.turn, outcomes: new Map(), notes: [], work }
  const plan = decideAll(round, await jobsOf(round, links))
  const ended = [
    ...plan.ended,
    ...(await bearOrders(round, plan.births)),
    ...(await changeOrders(round, plan.changes)),
  ]
  await payOrders(round, ended)
  endAll(round, ended)
  await ports.tell(asked.turn.connection, round.notes)
  return round.outcomes
}

/** Orders that are to be decided on; those that cannot be, or are gone, come to their end here. */
async function jobsOf(round: Round, links: OrderLink[]): Promise<Job[]> {
  const { view } = round
  const jobs: Job[] = []
  for (const link of links) {
    const unreadable = view.unreadable.get(link.key)
    const insales = view.insales.get(link.key)
    const moysklad = view.moysklad.get(link._id)
    if (unreadable) fail(round, { link }, unreadable)
    else if (!insales) await leaveGone(round, link, { from: 'insales', moysklad })
    else if (!moysklad && knownOrder(link)) await leaveGone(round, link, { from: 'moysklad', insales })
    else jobs.push({ link, insales, moysklad, terms: termsOf(round, link, insales) })
  }
  return jobs
}

function termsOf(round: Round, link: OrderLink, insales: InsalesOrder): LineTerms {
  const { links, found, bundles, delivery, margin, settings } = round.view
  const { unlinked } = settings.lines
  const mine = new Map<string, AssortmentRef>()
  for (const line of insales.lines) {
    const goods = links.byVariant.has(line.variantId) ? undefined : found.get(lineKey(line))
    if (goods) mine.set(lineKey(line), goods)
  }
  const standIn = unlinked.do === 'standIn' ? unlinked.assortment : undefined
  return { links, found: mine, bundles, delivery, margin, standIn, reserve: settings.reserve }
}

interface Plan {
  ended: Ended[]
  births: Birth[]
  changes: Change[]
}

function decideAll(round: Round, jobs: Job[]): Plan {
  const plan: Plan = { ended: [], births: [], changes: [] }
  for (const job of jobs) {
    const { settings } = round.view
    const base = baseOf(job, settings)
    const { insales, moysklad, terms } = job
    const decision = decideOrder({ settings, base, insales, moysklad, terms })
    if (decision.kind === 'create') plan.births.push({ job, decision })
    else if (decision.kind === 'update') plan.changes.push({ job: { ...job, moysklad: moysklad! }, decision })
    else settled(round, plan, job, decision)
  }
  return plan
}

function baseOf({ link, insales, moysklad, terms }: Job, settings: OrderSettings): OrderBase | null {
  if (!moysklad) return null
  return settleOrder({ settings, terms, insales, moysklad }, link.base ?? null, link.pending ?? null)
}

/** Nothing is to be written. */
function settled(
  round: Round,
  plan: Plan,
  job: Job,
  decision: Extract<OrderDecision, { kind: 'skip' | 'blocked' | 'agreed' }>,
): void {
  const { link, insales, moysklad } = job
  if (decision.kind === 'skip') {
    const remember = {
      ...sawShop(round, link),
      ...{ insalesNumber: insales.number, idle: decision.reason, lookFrom: null },
    }
    return void round.outcomes.set(link._id, { kind: 'done', remember })
  }
  if (!moysklad || !decision.base) {
    const error = decision.kind === 'blocked' ? { error: decision.problem } : undefined
    return error && fail(round, { link }, error.error, { insalesNumber: insales.number })
  }
  if (decision.kind === 'agreed')
    for (const field of decision.unfit) note(round, 'FIELD_UNFIT', insales, field)
  plan.ended.push({
    job,
    insales,
    moysklad,
    base: decision.base,
    ...(decision.kind === 'blocked' ? { problem: decision.problem } : {}),
  })
}
