import type { AppError } from '@skladbridge/errors'
import type { FailureVerdict } from './decide-failure.js'
import type { LinkFields } from './types.js'

/** MongoDB aggregation expressions and pipeline updates, built here and tested against the real server. */
export type Expression = unknown
export type PipelineUpdate = { $set: Record<string, Expression> }[]

const literal = (value: unknown): Expression => ({ $literal: value })
const plus = (expression: Expression, ms: number): Expression => ({ $add: [expression, ms] })
const when = (condition: Expression, then: Expression, otherwise: Expression): Expression => ({
  $cond: [condition, then, otherwise],
})
const now = '$$NOW'

export interface TouchPlan {
  lane: string
  kind: string
  key: string
  priority: number
  /** By the database's clock. */
  dueAt: Date
  onInsert: Record<string, unknown>
}

/**
 * `wanted + 1`, dirty, not parked. While it waits already, priority and due time only get more urgent and `touchedAt`
 * stays. A link that failed is not due before its last failure + `retryFloorMs`: a hot broken link must not hammer. Its
 * failures stay counted, unless it was parked: then it starts anew.
 */
export function touchUpdate(plan: TouchPlan, retryFloorMs: number): PipelineUpdate {
  const isNew = { $eq: [{ $type: '$wanted' }, 'missing'] }
  const waits = { $and: [{ $eq: ['$dirty', true] }, { $ne: ['$parked', true] }] }
  const dueAt = { $max: [plan.dueAt, plus('$failure.at', retryFloorMs)] }
  const own = Object.entries(plan.onInsert).map(([name, value]) => [
    name,
    when(isNew, literal(value), `$${name}`),
  ])
  return [
    {
      $set: {
        ...Object.fromEntries(own),
        lane: literal(plan.lane),
        kind: literal(plan.kind),
        key: literal(plan.key),
        wanted: { $add: [{ $ifNull: ['$wanted', 0] }, 1] },
        done: { $ifNull: ['$done', 0] },
        dirty: literal(true),
        parked: literal(false),
        priority: when(waits, { $min: ['$priority', plan.priority] }, literal(plan.priority)),
        dueAt: when(waits, { $min: ['$dueAt', dueAt] }, dueAt),
        touchedAt: when(waits, '$touchedAt', plan.dueAt),
        attempts: when(waits, '$attempts', literal(0)),
        failure: { $ifNull: ['$failure', null] },
        fence: { $ifNull: ['$fence', 0] },
      },
    },
  ]
}

/** What a holder of a lease knows when it remembers something. */
export interface RememberAs {
  fence: number
  /** The end of the lease by the database's clock: nothing is remembered after it, however late the request arrives. */
  leaseUntil: Date
}

/** What the work saw: a touch that came later than that leaves the link dirty. */
export interface Seen {
  wanted: number
  /** When the links were read, by the database's clock. */
  readAt: Date
}

type Change = { own: Record<string, unknown>; fields: Record<string, Expression> }

/**
 * Each field keeps its value once the lease has run out. (The same guard as a filter would need `$$NOW` in `$expr`, which
 * not every server has.)
 */
function guarded({ own, fields }: Change, { fence, leaseUntil }: RememberAs): PipelineUpdate {
  const inTime = { $lt: [now, leaseUntil] }
  const literals = Object.entries(own)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, literal(value)] as const)
  const all = [...literals, ...Object.entries(fields), ['fence', literal(fence)] as const]
  return [{ $set: Object.fromEntries(all.map(([name, to]) => [name, when(inTime, to, `$${name}`)])) }]
}

export const rememberUpdate = (own: Record<string, unknown>, as: RememberAs): PipelineUpdate =>
  guarded({ own, fields: {} }, as)

const touchedSince = ({ wanted }: Seen): Expression => ({ $gt: ['$wanted', wanted] })

/** Went right. */
export function doneUpdate(own: Record<string, unknown>, seen: Seen, as: RememberAs): PipelineUpdate {
  const touched = touchedSince(seen)
  const fields = {
    done: { $max: ['$done', seen.wanted] },
    dirty: touched,
    dueAt: when(touched, now, '$dueAt'),
    touchedAt: when(touched, seen.readAt, '$touchedAt'),
    attempts: literal(0),
    failure: literal(null),
    parked: literal(false),
  }
  return guarded({ own, fields }, as)
}

/** Nothing went wrong, but it is not finished: due again after a while, or at once if touched meanwhile. */
export function againUpdate(
  own: Record<string, unknown>,
  afterMs: number,
  seen: Seen,
  as: RememberAs,
): PipelineUpdate {
  const touched = touchedSince(seen)
  const fields = {
    dirty: literal(true),
    dueAt: when(touched, now, plus(now, afterMs)),
    touchedAt: when(touched, seen.readAt, plus(now, afterMs)),
    attempts: literal(0),
    failure: literal(null),
    parked: literal(false),
  }
  return guarded({ own, fields }, as)
}

export interface Failed {
  error: AppError
  verdict: FailureVerdict
  /** A link touched during the failing work is tried after this at the latest. */
  retryFloorMs: number
}

/** Went wrong: the failure is kept on the link; a touch during the work keeps it from being parked. */
export function failedUpdate(
  own: Record<string, unknown>,
  { error, verdict, retryFloorMs }: Failed,
  seen: Seen,
  as: RememberAs,
): PipelineUpdate {
  const touched = touchedSince(seen)
  const again = verdict.againMs
  const soon = again === 'keep' ? 0 : Math.min(again, retryFloorMs)
  const { kind, code, text, advice, gist, details } = error
  const failure = { kind, code, text, advice, gist, details: { ...details } }
  const fields = {
    attempts: literal(verdict.attempts),
    parked: verdict.parked ? { $not: [touched] } : literal(false),
    failure: { $mergeObjects: [literal(failure), { at: now }] },
    ...(again === 'keep' ? {} : { dueAt: when(touched, plus(now, soon), plus(now, again)) }),
  }
  return guarded({ own, fields }, as)
}

/** Filter of everything remembered about one link under a lease. */
export const rememberFilter = (link: Pick<LinkFields, '_id'>, { fence }: RememberAs) => ({
  _id: link._id,
  fence: { $lte: fence },
})
