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
  const plans = new Map<string, TouchPlan>()
  const lanesDue = new Map<string, Date | undefined>()
  for (const { connection, kind, key, priority, dueAt, onInsert } of touches) {
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
    const id = linkId(plan)
    const other = plans.get(id)
    plans.set(id, other ? moreUrgent(other, plan) : plan)
    const dueNow = waitMs === 0 || (lanesDue.has(lane) && lanesDue.get(lane) === undefined)
    lanesDue.set(lane, dueNow ? undefined : earlier(lanesDue.get(lane), plan.dueAt))
  }
  return { plans: [...plans.values()], lanesDue }
}

const earlier = (a: Date | undefined, b: Date): Date => (a && a < b ? a : b)

const moreUrgent = (a: TouchPlan, b: TouchPlan): TouchPlan => ({
  ...a,
  priority: Math.min(a.priority, b.priority),
  dueAt: earlier(a.dueAt, b.dueAt),
  onInsert: { ...b.onInsert, ...a.onInsert },
})
