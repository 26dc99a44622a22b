import type { ConnectionKey } from '@skladbridge/contracts'
import type { Expression } from './link-updates.js'
import type { Lane, PauseCause, Told } from './types.js'

/** One cause, set or cleared, with the age of the news. */
export interface Switch {
  paused: boolean
  reason: string
  at: Date
}

export type Switches = Partial<Record<PauseCause, Switch>>

/** A lane as stored. All dates are the database's (`$$NOW`). */
export interface LaneDoc {
  _id: string
  accountId: string
  shopId: string
  presence: { removed: boolean; at: Date }
  /** Told for this lane. */
  own: Switches
  /** A copy of what was told for the whole account, and which version of it. */
  account: Switches
  accountVersion: number
  /** Found out by the work itself: it rests, and is tried again from time to time in case nobody tells that it is mended. */
  denied: Partial<Record<PauseCause, { reason: string; since: Date }>>
  /** Grows with each resume: a refusal that was on its way meanwhile counts no more. */
  resumed: number
  /** Neither removed nor paused: derived at each change. */
  runnable: boolean
  /** Place in the line, smaller goes first; not before this moment. While leased: the end of the lease. */
  turnAt: Date
  /** End of the last turn. */
  servedAt: Date
  /** Throttled or resting until then. */
  notBefore: Date
  /** Turns in a row that found the other side down. */
  failures: number
  /** Grows with each touch: tells a turn that something came in meanwhile. */
  seq: number
  lease: { owner: string | null; until: Date }
  /** Grows with each lease. */
  fence: number
}

export const causes: readonly PauseCause[] = ['access', 'moysklad', 'insales']

const epoch = new Date(0)
const farFuture = new Date('9999-01-01T00:00:00Z')
const free = { owner: null, until: epoch }

/** Fields of a lane that is not there yet, for an upsert: an existing lane keeps what it has. */
export function laneDefaults({ accountId, shopId }: ConnectionKey): Record<string, Expression> {
  const defaults: Omit<LaneDoc, '_id' | 'runnable'> = {
    accountId,
    shopId,
    // made by a pause that came before `open`
    presence: { removed: true, at: epoch },
    own: {},
    account: {},
    accountVersion: 0,
    denied: {},
    resumed: 0,
    turnAt: epoch,
    servedAt: epoch,
    notBefore: epoch,
    failures: 0,
    seq: 0,
    lease: free,
    fence: 0,
  }
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, { $ifNull: [`$${name}`, { $literal: value }] }]),
  )
}

/** The last stage of every change of presence or pauses. */
export const deriveRunnable = {
  $set: {
    runnable: {
      $not: [
        {
          $or: [
            { $eq: ['$presence.removed', true] },
            ...causes.flatMap((cause) => [
              { $eq: [`$own.${cause}.paused`, true] },
              { $eq: [`$account.${cause}.paused`, true] },
            ]),
          ],
        },
      ],
    },
  },
}

/** `value` with its `at`, unless the news is late and something younger is known at `path`. */
export const unlessNewer = (path: string, value: object, told: Told | undefined): Expression => {
  const next = { $mergeObjects: [{ $literal: value }, { at: told?.at ?? '$$NOW' }] }
  if (!told?.late) return next
  return { $cond: [{ $gt: [`$${path}.at`, told.at] }, `$${path}`, next] }
}

const leased = { $gt: ['$lease.until', '$$NOW'] }

/** In line for work due at `dueAt`; `undefined`: now, before all lanes served since. A running turn is told by `seq`. */
export const inLine = (dueAt?: Date): Record<string, Expression> => ({
  seq: { $add: ['$seq', 1] },
  turnAt: {
    $cond: [
      leased,
      '$turnAt',
      { $max: ['$notBefore', { $min: ['$turnAt', dueAt ? { $max: ['$servedAt', dueAt] } : '$servedAt'] }] },
    ],
  },
})

/** In line at once, whatever it rested for; where the condition does not hold, as it was. */
export function freshStart(when: Expression): Record<string, Expression> {
  const fresh: Record<string, Expression> = {
    seq: { $add: ['$seq', 1] },
    resumed: { $add: ['$resumed', 1] },
    failures: { $literal: 0 },
    notBefore: { $literal: epoch },
    turnAt: { $cond: [leased, '$turnAt', { $min: ['$turnAt', '$servedAt'] }] },
  }
  if (when === true) return fresh
  return Object.fromEntries(
    Object.entries(fresh).map(([name, value]) => [name, { $cond: [when, value, `$${name}`] }]),
  )
}

/** The work found out that it is denied, and did not find it out after that. */
export const isDeniedSince = (cause: PauseCause, at: Date): Expression => ({
  $lte: [{ $ifNull: [`$denied.${cause}.since`, farFuture] }, at],
})

/** `denied` without that cause. */
export const withoutDenied = (cause: PauseCause): Expression => ({
  $arrayToObject: {
    $filter: { input: { $objectToArray: '$denied' }, as: 'each', cond: { $ne: ['$$each.k', cause] } },
  },
})

/** Takes the lease if it is free by the database's clock, else changes nothing. */
export function claimUpdate(owner: string, leaseMs: number): object[] {
  const isFree = { $lte: ['$lease.until', '$$NOW'] }
  const until = { $add: ['$$NOW', leaseMs] }
  const take = (name: string, to: Expression) => ({ $cond: [isFree, to, `$${name}`] })
  return [
    {
      $set: {
        lease: take('lease', { owner: { $literal: owner }, until }),
        turnAt: take('turnAt', until),
        fence: take('fence', { $add: ['$fence', 1] }),
      },
    },
  ]
}

export function renewUpdate(leaseMs: number): object[] {
  const until = { $add: ['$$NOW', leaseMs] }
  const extend = (name: string) => ({ $cond: [leased, until, `$${name}`] })
  return [{ $set: { 'lease.until': extend('lease.until'), turnAt: extend('turnAt') } }]
}

/** How a turn ended, for the lane. */
export interface TurnEnd {
  /** When there is work again as far as this turn saw, by the database's clock; undefined: at once. */
  nextAt: Date | undefined
  /** The whole lane waits at least this long. */
  restMs: number
  failures: number
  /** Refused: by which side and why. `clear`: something went through, so nobody refuses any more. */
  denied: { cause: PauseCause; reason: string } | 'clear' | 'keep'
}

/** Gives the lease back and goes to the end of the line. `claimed` is the lane as it was when the turn began. */
export function releaseUpdate(end: TurnEnd, claimed: Pick<LaneDoc, 'seq' | 'resumed'>): object[] {
  const rests = { $and: [{ $literal: end.restMs > 0 }, { $eq: ['$resumed', claimed.resumed] }] }
  const notBefore = {
    $cond: [rests, { $max: ['$notBefore', { $add: ['$$NOW', end.restMs] }] }, '$notBefore'],
  }
  const somethingCame = { $ne: ['$seq', claimed.seq] }
  const place = end.nextAt ? { $cond: [somethingCame, '$$NOW', end.nextAt] } : '$$NOW'
  return [
    {
      $set: {
        lease: { $literal: free },
        servedAt: '$$NOW',
        failures: { $literal: end.failures },
        notBefore,
        turnAt: { $max: [notBefore, place] },
        denied: deniedAfter(end.denied, rests),
      },
    },
  ]
}

function deniedAfter(denied: TurnEnd['denied'], rests: Expression): Expression {
  if (denied === 'keep') return '$denied'
  if (denied === 'clear') return { $literal: {} }
  const entry = { $mergeObjects: [{ reason: { $literal: denied.reason } }, { since: '$$NOW' }] }
  return { $cond: [rests, { $mergeObjects: ['$denied', { [denied.cause]: entry }] }, '$denied'] }
}

/** The lane as services see it: every pause, whoever told it. */
export function toLane(doc: LaneDoc): Lane {
  const told = causes.flatMap((cause) => {
    const found = [doc.account[cause], doc.own[cause]].find((it) => it?.paused)
    const pause = found ? { reason: found.reason, since: found.at } : doc.denied[cause]
    return pause ? [[cause, pause] as const] : []
  })
  return {
    _id: doc._id,
    accountId: doc.accountId,
    shopId: doc.shopId,
    pauses: Object.fromEntries(told),
    removed: doc.presence.removed,
  }
}
