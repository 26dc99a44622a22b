import { withContext, type Logger } from '@skladbridge/runtime'
import type { Backoff } from './backoff.js'
import { callReconcile, mayBePoison, outcomeOf, type Answer } from './call-reconcile.js'
import type { DbClock } from './db-clock.js'
import { isLeaseLost, reconcilerErrors } from './errors.js'
import type { LaneDoc } from './lane-doc.js'
import type { LaneStore } from './lane-store.js'
import { holdLease, passedSince, type Clocks, type Lease, type LeaseTimes, type Moment } from './lease.js'
import type { LinkStore } from './link-store.js'
import { rememberUpdate, type RememberAs } from './link-updates.js'
import { dwellSeconds, leasesLostTotal, linksTotal, turnsTotal } from './metrics.js'
import { planBatches, type Batch } from './plan-batches.js'
import { endOfTurn, isLongOutage, mustStop, newTally, settle, type Tally } from './settle.js'
import type { KindOptions, Lane, LinkFields, Outcome, Touch, Turn } from './types.js'
import type { AppError } from '@skladbridge/errors'

export interface TurnDeps {
  links: LinkStore
  lanes: LaneStore
  clock: DbClock
  clocks: Clocks
  kinds: Record<string, KindOptions>
  backoff: Backoff
  random: () => number
  times: LeaseTimes & { sliceMs: number; lookAgainMs: number; probeMs: number }
  touch(touches: Touch[]): Promise<void>
  onDenied(lane: Pick<Lane, '_id' | 'accountId' | 'shopId'>, error: AppError): void
  log: Logger
}

/** A turn under way, as seen by its parts. */
interface Running {
  deps: TurnDeps
  lane: LaneDoc
  lease: Lease
  turn: Turn
  tally: Tally
  readAt: Date
  /** The lease is held, nobody stops us, and nothing was met that the whole lane has to wait for. */
  mayGoOn(): boolean
  /** The turn's slice of time is not over. */
  hasTime(): boolean
}

export interface Stops {
  /** No new work. */
  stopping: AbortSignal
  /** Work under way has to end now. */
  cutShort: AbortSignal
}

/**
 * One turn of a leased lane: reads what is due, works on it batch by batch for a slice of time, remembers each outcome,
 * gives the lane back. Four round trips for a turn with one batch on a lane where few links wait: claim, look, remember, release.
 * Says when the lane is due again; undefined when that is not known. Never rejects.
 *
 * Dies anywhere: the lease runs out, and the next holder finds the same links dirty.
 */
export async function takeTurn(
  lane: LaneDoc,
  askedAt: Moment,
  deps: TurnDeps,
  stops: Stops,
): Promise<Date | undefined> {
  const lease = holdLease({
    until: lane.lease.until,
    askedAt,
    times: deps.times,
    clocks: deps.clocks,
    renew: () => deps.lanes.renew(lane),
    lost: () => reconcilerErrors.RECONCILER_LEASE_LOST({ lane: lane._id }),
  })
  const giveUp = () => lease.giveUp(stops.cutShort.reason)
  stops.cutShort.addEventListener('abort', giveUp, { once: true })
  try {
    return await withContext({ accountId: lane.accountId, shopId: lane.shopId }, () =>
      work(lane, lease, askedAt, deps, stops),
    )
  } catch (err) {
    return await endEarly(lane, err, deps)
  } finally {
    stops.cutShort.removeEventListener('abort', giveUp)
    lease.stop()
  }
}

async function endEarly(lane: LaneDoc, err: unknown, deps: TurnDeps): Promise<Date | undefined> {
  const outcome = isLeaseLost(err) ? 'lease-lost' : 'failed'
  turnsTotal.inc({ outcome })
  deps.log.warn({ err, lane: lane._id, outcome }, 'turn ended early')
  if (outcome === 'lease-lost') {
    leasesLostTotal.inc()
    return undefined
  }
  // the database failed us: the lane rests as if the other side were down, or the lease runs out by itself
  const tally = { ...newTally(), outage: true, leftover: true }
  return giveBack({ deps, lane, tally }, undefined).catch(() => undefined)
}

async function work(
  lane: LaneDoc,
  lease: Lease,
  askedAt: Moment,
  deps: TurnDeps,
  { stopping }: Stops,
): Promise<Date | undefined> {
  const { links, clock, kinds, times } = deps
  const names = Object.keys(kinds)
  const limit = Math.max(...names.map((kind) => kinds[kind]!.batch))
  const readAt = new Date(clock.now())
  const { due: found, nextDue } = await links.look(lane._id, names, readAt, limit)
  const probes = found.length === 0 && nextDue !== undefined && isLongOutage(lane.failures)
  const due = probes ? await links.due(lane._id, names, nextDue, 1) : found
  const tally = newTally()
  tally.leftover = due.length >= limit
  const mayGoOn = () => !stopping.aborted && lease.isHeld() && !mustStop(tally)
  const hasTime = () => passedSince(askedAt, deps.clocks) < times.sliceMs
  const running = { deps, lane, lease, tally, readAt, mayGoOn, hasTime, turn: turnOf(lane, lease, deps) }
  const batches = planBatches(due, (kind) => kinds[kind]!.batch)
  const answer = await eachWhile(batches, (batch) => workOn(batch, running), running)
  if (answer?.kind === 'hangs' || isLeaseLost(lease.signal.reason)) {
    throw reconcilerErrors.RECONCILER_LEASE_LOST({ lane: lane._id })
  }
  turnsTotal.inc({ outcome: tally.worked > 0 ? 'worked' : 'idle' })
  // dies here: the failures are still counted, and the next turn that passes wakes them
  if (tally.passed && isLongOutage(lane.failures)) {
    tally.leftover ||= (await links.wakeUnavailable(lane._id, new Date(clock.now()))) > 0
  }
  return giveBack(running, nextDue)
}

async function giveBack(
  { deps, lane, tally }: Pick<Running, 'deps' | 'lane' | 'tally'>,
  nextDue: Date | undefined,
): Promise<Date | undefined> {
  const { times, backoff, random, clock } = deps
  const terms = { nowMs: clock.now(), nextDue, ...times, backoff, random: random() }
  if (tally.denied) deps.onDenied(lane, tally.denied.error)
  return deps.lanes.release(lane, endOfTurn(tally, lane.failures, terms))
}

/** At least the first, then as many as the slice of time allows. What is not reached stays due. */
async function eachWhile<T>(
  items: T[],
  workOnOne: (item: T) => Promise<Answer>,
  { mayGoOn, hasTime, tally }: Running,
): Promise<Answer | undefined> {
  let answer: Answer | undefined
  for (const [i, item] of items.entries()) {
    if (!mayGoOn() || (i > 0 && !hasTime())) {
      tally.leftover = true
      return answer
    }
    answer = await workOnOne(item)
    if (answer.kind === 'cut' || answer.kind === 'hangs') {
      tally.leftover = true
      return answer
    }
  }
  return answer
}

async function workOn(batch: Batch<LinkFields>, running: Running): Promise<Answer> {
  const { deps, lease, turn, tally } = running
  const answer = await callReconcile(deps.kinds[batch.kind]!, batch.links, turn, lease)
  if (answer.kind === 'cut' || answer.kind === 'hangs') return answer
  if (batch.links.length > 1 && mayBePoison(answer)) {
    const alone = batch.links.map((link) => ({ kind: batch.kind, links: [link] }))
    return (await eachWhile(alone, (one) => workOn(one, running), running)) ?? answer
  }
  if (answer.kind === 'thrown') tally.outage ||= answer.error.kind === 'unavailable'
  await remember(
    batch.links.map((link) => ({ link, outcome: outcomeOf(link, answer) })),
    running,
  )
  return answer
}

type Ended = { link: LinkFields; outcome: Outcome }

async function remember(ended: Ended[], running: Running): Promise<void> {
  const { deps, lease, tally, readAt, lane } = running
  const as = rememberAs(running)
  const settling = { as, readAt, nowMs: deps.clock.now(), backoff: deps.backoff, random: deps.random }
  const updates = ended.map(({ link, outcome }) => settle(link, outcome, settling, tally))
  const { stored, refused } = await deps.links.remember(updates, as)
  await mustHold(lane, lease, deps, stored)
  for (const [i, each] of ended.entries()) if (!refused.has(i)) note(each, settling.nowMs, deps.log)
  await rememberRefusals(ended, refused, running)
}

/** What the database will not take (too large, bad names) is the service's own bug: kept as the link's failure instead. */
async function rememberRefusals(
  ended: Ended[],
  refused: ReadonlyMap<number, AppError>,
  running: Running,
): Promise<void> {
  const failed: Ended[] = []
  for (const [i, error] of refused) {
    const { link, outcome } = ended[i]!
    // not even the failure can be stored: nothing more to try in this turn
    if (outcome.kind === 'failed' && !outcome.remember) throw error
    failed.push({ link, outcome: { kind: 'failed', error } })
  }
  if (failed.length > 0) await remember(failed, running)
}

const rememberAs = ({ lane, lease }: Pick<Running, 'lane' | 'lease'>): RememberAs => ({
  fence: lane.fence,
  leaseUntil: lease.until(),
})

/**
 * After the answer, by our own careful clock: then the database stored it in time too. Not everything stored: a link is
 * gone or unchanged, or someone else holds the lane after all; the database knows.
 */
async function mustHold(lane: LaneDoc, lease: Lease, deps: TurnDeps, stored: boolean): Promise<void> {
  if (lease.isHeld() && (stored || (await deps.lanes.holds(lane)))) return
  const lost = reconcilerErrors.RECONCILER_LEASE_LOST({ lane: lane._id })
  lease.giveUp(lost)
  throw lost
}

function turnOf(lane: LaneDoc, lease: Lease, deps: TurnDeps): Turn {
  const { _id, accountId, shopId, fence } = lane
  return {
    lane: _id,
    connection: { accountId, shopId },
    fence,
    get deadline() {
      return lease.deadline()
    },
    signal: lease.signal,
    async remember(link, set) {
      await mustHold(lane, lease, deps, true)
      const as = rememberAs({ lane, lease })
      const update = rememberUpdate(set as Record<string, unknown>, as)
      const { stored, refused } = await deps.links.remember([{ link, update }], as)
      for (const error of refused.values()) throw error
      await mustHold(lane, lease, deps, stored)
    },
    touch: (touches) => deps.touch(touches),
    log: deps.log.child({ lane: _id, fence }),
  }
}

function note({ link, outcome }: Ended, nowMs: number, log: Logger): void {
  const { kind } = link
  linksTotal.inc({ kind, outcome: outcome.kind === 'failed' ? outcome.error.kind : outcome.kind })
  if (outcome.kind === 'done') {
    dwellSeconds.observe({ kind }, Math.max(0, nowMs - link.touchedAt.getTime()) / 1_000)
  } else if (outcome.kind === 'failed') {
    const level = outcome.error.kind === 'bug' ? 'error' : 'info'
    log[level]({ err: outcome.error, link: link._id, attempt: link.attempts + 1 }, 'link failed')
  }
}
