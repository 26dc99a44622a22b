import { backoffMs, firstStepMs, type Backoff } from './backoff.js'
import { decideFailure } from './decide-failure.js'
import { againUpdate, doneUpdate, failedUpdate, type RememberAs } from './link-updates.js'
import type { LinkUpdate } from './link-store.js'
import type { TurnEnd } from './lane-doc.js'
import type { LinkFields, Outcome, PauseCause } from './types.js'
import { merchantText, type AppError } from '@skladbridge/errors'

/** What a turn has come to so far, for the lane. */
export interface Tally {
  worked: number
  /** Something is still due that this turn did not get to. */
  leftover: boolean
  /** Milliseconds since the epoch, by the database's clock: the soonest of what was put off. */
  nextAt: number
  restMs: number
  /** The whole batch met a side that is down. */
  outage: boolean
  /** Something went through. */
  passed: boolean
  denied: { cause: PauseCause; error: AppError } | undefined
}

export const newTally = (): Tally => ({
  worked: 0,
  leftover: false,
  nextAt: Infinity,
  restMs: 0,
  outage: false,
  passed: false,
  denied: undefined,
})

/** Nothing more may be tried in this turn: the whole lane has to wait. */
export const mustStop = (tally: Tally): boolean =>
  tally.restMs > 0 || tally.outage || tally.denied !== undefined

/**
 * So many turns in a row met a side that is down that it is no link's own trouble. Then the links' long delays must not
 * outlast the outage: the lane tries one link at each look, and when something passes, all are due again at once.
 */
export const isLongOutage = (failures: number): boolean => failures >= 3

export interface Settling {
  as: RememberAs
  readAt: Date
  /** By the database's clock. */
  nowMs: number
  backoff: Backoff
  random: () => number
}

/** The update that stores how the work on one link ended; what it means for the lane is added to `tally`. */
export function settle(link: LinkFields, outcome: Outcome, settling: Settling, tally: Tally): LinkUpdate {
  const { as, readAt, nowMs, backoff, random } = settling
  const own = { ...outcome.remember } as Record<string, unknown>
  const seen = { wanted: link.wanted, readAt }
  tally.worked += 1
  if (outcome.kind === 'done') {
    tally.passed = true
    return { link, update: doneUpdate(own, seen, as) }
  }
  if (outcome.kind === 'again') {
    tally.passed = true
    tally.nextAt = Math.min(tally.nextAt, nowMs + outcome.afterMs)
    return { link, update: againUpdate(own, outcome.afterMs, seen, as) }
  }
  const { error } = outcome
  const verdict = decideFailure(error, link.attempts, backoff, random())
  if (verdict.againMs === 'keep') tally.leftover = true
  else if (!verdict.parked) tally.nextAt = Math.min(tally.nextAt, nowMs + verdict.againMs)
  if (verdict.lane.kind === 'rests') tally.restMs = Math.max(tally.restMs, verdict.lane.forMs)
  if (verdict.lane.kind === 'denied') tally.denied ??= { cause: verdict.lane.cause, error }
  const failed = { error, verdict, retryFloorMs: firstStepMs(backoff) }
  return { link, update: failedUpdate(own, failed, seen, as) }
}

export interface EndTerms {
  /** By the database's clock. */
  nowMs: number
  /** When the next link that was not due yet will be. */
  nextDue: Date | undefined
  /** Looks at the lane after this at the latest, whatever it thinks is due: no lost wake-up can strand a link. */
  lookAgainMs: number
  /** A lane that was refused tries again after this, in case nobody tells that it is mended. */
  probeMs: number
  backoff: Backoff
  random: number
}

/** When the lane gets its next turn. `failures`: turns in a row that met an outage so far. */
export function endOfTurn(tally: Tally, failures: number, terms: EndTerms): TurnEnd {
  const { nowMs, nextDue, lookAgainMs, probeMs, backoff, random } = terms
  const failed = tally.outage ? failures + 1 : tally.passed ? 0 : failures
  // two steps are enough: the links' own delays go on growing
  const outageMs = tally.outage ? backoffMs(backoff, Math.min(failed, 2), random) : 0
  const nextMs = Math.min(
    tally.nextAt,
    nextDue?.getTime() ?? Infinity,
    nowMs + lookAgainMs * (0.8 + 0.4 * random),
  )
  return {
    nextAt: tally.leftover ? undefined : new Date(nextMs),
    restMs: Math.max(tally.restMs, outageMs, tally.denied ? probeMs : 0),
    failures: failed,
    denied: tally.denied
      ? { cause: tally.denied.cause, reason: merchantText(tally.denied.error) || tally.denied.error.code }
      : tally.passed
        ? 'clear'
        : 'keep',
  }
}
