import { connectionId } from '@skladbridge/contracts'
import { reconcilerErrors } from './errors.js'
import { linkId } from './link-schema.js'
import type { TouchPlan } from './link-updates.js'
import type { KindOptions, Touch } from './types.js'

export interface TouchesPlanned {
  /** One for each link, however often it was touched. */
  plans: TouchPlan[]
  /** When each lane becomes due, by the database's clock; undefined: now. */
  lanesDue: Map<string, Date | undefined>
}

/**
 * Several touches of one link become one, the most urgent of them. `dueAt` is told by the process's clock and kept by the
 * database's. Throws AppError `bug` for a kind that nothing works on.
 */
export function planTouches(
  touches: readonly Touch[],
  kinds: Record<string, Pick<KindOptions, 'priority'>>,
  now: { db: number; wall: number },
): TouchesPlanned {
  return mergePlans(touches.map((touch) => planTouch(touch, kinds, now)))
}

function planTouch(
  { connection, kind, key, priority, dueAt, onInsert }: Touch,
  kinds: Record<string, Pick<KindOptions, 'priority'>>,
  now: { db: number; wall: number },
): TouchesPlanned {
  const known = kinds[kind]
  if (!known) throw reconcilerErrors.RECONCILER_UNKNOWN_KIND({ kind })
  const lane = connectionId(connection)
  const waitMs = dueAt ? Math.max(0, dueAt.getTime() - now.wall) : 0
  const plan: TouchPlan = {
    lane,
    kind,
    key,
    priority: priority ?? known.priority,
    dueAt: new Date(now.db + waitMs),
    onInsert: { ...onInsert },
  }
  return { plans: [plan], lanesDue: new Map([[lane, waitMs === 0 ? undefined : plan.dueAt]]) }
}

/** One plan for each link, in the same order for everybody: writers that lock links in one order do not block each other. */
export function mergePlans(all: readonly TouchesPlanned[]): TouchesPlanned {
  const plans = new Map<string, TouchPlan>()
  const lanesDue = new Map<string, Date | undefined>()
  for (const plan of all.flatMap((planned) => planned.plans)) {
    const id = linkId(plan)
    const other = plans.get(id)
    plans.set(id, other ? moreUrgent(other, plan) : plan)
  }
  for (const [lane, dueAt] of all.flatMap((planned) => [...planned.lanesDue])) {
    lanesDue.set(lane, lanesDue.has(lane) ? soonest(lanesDue.get(lane), dueAt) : dueAt)
  }
  return {
    plans: [...plans].sort(byId).map(([, plan]) => plan),
    lanesDue: new Map([...lanesDue].sort(byId)),
  }
}

const byId = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0)

const earlier = (a: Date, b: Date): Date => (a < b ? a : b)

/** Undefined is now. */
const soonest = (a: Date | undefined, b: Date | undefined) => (a && b ? earlier(a, b) : undefined)

const moreUrgent = (a: TouchPlan, b: TouchPlan): TouchPlan => ({
  ...a,
  priority: Math.min(a.priority, b.priority),
  dueAt: earlier(a.dueAt, b.dueAt),
  onInsert: { ...b.onInsert, ...a.onInsert },
})
