import { toAppError, type ErrorKind } from '@skladbridge/errors'
import pLimit from 'p-limit'
import { isUnsettled, type OrderUpdate } from '../domain/decide-order.js'
import type { InsalesOrder, MoyskladOrder } from '../domain/types.js'
import type { Ended } from './end-orders.js'
import { fail, note, type Job, type Round } from './order-batch.js'
import type { Each } from './ports.js'
import { settleOrder } from './settle-order.js'

export interface Change {
  job: Job & { moysklad: MoyskladOrder }
  decision: OrderUpdate
}

/** The shop takes one order at a time; so many side by side. */
const atOnce = 4

/**
 * The intents go first, then MoySklad's side in one request, then the shop's, order by order. Should the process die in
 * between, the next attempt knows its own hand by the intent and does what is missing.
 */
export async function changeOrders(round: Round, changes: Change[]): Promise<Ended[]> {
  const { turn } = round
  await Promise.all(
    changes.map(({ job, decision: { base, pending } }) => turn.remember(job.link, { base, pending })),
  )
  const inMoysklad = await writeMoysklad(round, changes)
  const limit = pLimit(atOnce)
  const shop = { away: false }
  const ended: Ended[] = []
  await Promise.all(
    changes.map((change) =>
      limit(async () => {
        const moysklad = inMoysklad.get(change)
        if (!moysklad) return
        const insales = await writeInsales(round, change, shop)
        if (insales) ended.push(endOf(round, change, moysklad, insales))
      }),
    ),
  )
  return ended
}

/** What stands in MoySklad now, by change; those that were refused have failed. */
async function writeMoysklad(round: Round, changes: Change[]): Promise<Map<Change, MoyskladOrder>> {
  const { ports, turn } = round
  const now = new Map(changes.map((change) => [change, change.job.moysklad]))
  const writing = changes.filter(({ decision }) => decision.moysklad)
  if (writing.length === 0) return now
  const requests = writing.map(({ job, decision }) => ({ order: job.moysklad, ...decision.moysklad! }))
  const written = await eachOf(writing.length, () =>
    ports.moysklad.updateMany(turn.connection.accountId, requests, turn),
  )
  for (const [at, change] of writing.entries()) {
    const one = written[at]!
    if ('ok' in one) now.set(change, one.ok)
    else {
      now.delete(change)
      fail(round, change.job, one.error)
    }
  }
  return now
}

/** A request that failed as a whole failed for each of its elements. */
export async function eachOf<T>(count: number, ask: () => Promise<Each<T>[]>): Promise<Each<T>[]> {
  try {
    return await ask()
  } catch (thrown) {
    const error = toAppError(thrown)
    return Array.from({ length: count }, () => ({ error }))
  }
}

/** The kinds of failure that the next order would meet, too. */
const away = new Set<ErrorKind>(['throttled', 'denied', 'unavailable'])
const soonMs = 5_000

async function writeInsales(
  round: Round,
  { job, decision }: Change,
  shop: { away: boolean },
): Promise<InsalesOrder | undefined> {
  const { ports, turn, outcomes } = round
  if (!decision.insales) return job.insales
  if (shop.away) {
    outcomes.set(job.link._id, { kind: 'again', afterMs: soonMs })
    return undefined
  }
  try {
    return await ports.insales.update(turn.connection, job.insales, decision.insales, turn)
  } catch (thrown) {
    const error = toAppError(thrown)
    fail(round, job, error)
    // the others need not be refused one by one
    shop.away ||= away.has(error.kind)
    return undefined
  }
}

function endOf(
  round: Round,
  { job, decision }: Change,
  moysklad: MoyskladOrder,
  insales: InsalesOrder,
): Ended {
  const { settings } = round.view
  const { terms } = job
  const base = settleOrder({ settings, terms, insales, moysklad }, decision.base, decision.pending, true)
  tellConflicts(round, insales, decision)
  return {
    job,
    insales,
    moysklad,
    base,
    follows: isUnsettled({ settings, base, insales, moysklad, terms }),
    conflicts: decision.conflicts,
    news: decision.insales ? (decision.moysklad ? 'updated-both' : 'updated-insales') : 'updated-moysklad',
    ...(decision.problem ? { problem: decision.problem } : {}),
  }
}

function tellConflicts(round: Round, insales: InsalesOrder, { conflicts, unfit }: OrderUpdate): void {
  const things = conflicts.filter((conflict) => conflict !== 'status')
  if (things.length > 0) note(round, 'LINE_OVERRIDDEN', insales, things.join(', '))
  if (things.length < conflicts.length) note(round, 'STATUS_OVERRIDDEN', insales)
  for (const field of unfit) note(round, 'FIELD_UNFIT', insales, field)
}
