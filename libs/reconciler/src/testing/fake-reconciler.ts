import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { linkId } from '../link-schema.js'
import type { TouchPlan } from '../link-updates.js'
import { planTouches } from '../plan-touches.js'
import type { LinkFields, Reconciler, Touch } from '../types.js'

export interface FakeReconciler<Own> extends Reconciler<Own> {
  /** Every touch, as it came. */
  readonly touches: readonly Touch<Own>[]
  link(connection: ConnectionKey, kind: string, key: string): (LinkFields & Own) | undefined
  /** The database goes away: everything rejects with this, until undefined. */
  breaksWith(error: Error | undefined): void
}

/** Keeps links in memory and works on none. `priorities`: the kinds there are. Passes the tests of the real one's `touch`. */
export function fakeReconciler<Own = object>(priorities: Record<string, number>): FakeReconciler<Own> {
  const kinds = Object.fromEntries(Object.entries(priorities).map(([kind, priority]) => [kind, { priority }]))
  const links = new Map<string, LinkFields & Own>()
  const touches: Touch<Own>[] = []
  let broken: Error | undefined
  const unlessBroken = () => {
    if (broken) throw broken
  }
  const ofLane = (lane: string) => [...links.values()].filter((link) => link.lane === lane && link.dirty)
  return {
    touches,
    link: (connection, kind, key) => links.get(linkId({ lane: connectionId(connection), kind, key })),
    breaksWith: (error) => void (broken = error),
    async touch(more) {
      unlessBroken()
      const now = Date.now()
      const { plans } = planTouches(more as readonly Touch[], kinds, { db: now, wall: now })
      touches.push(...more)
      for (const plan of plans) links.set(linkId(plan), touched(links.get(linkId(plan)), plan))
    },
    async retry({ connection, kind, key, code }) {
      unlessBroken()
      const failed = ofLane(connectionId(connection)).filter(
        ({ failure, ...link }) =>
          failure &&
          link.kind === (kind ?? link.kind) &&
          link.key === (key ?? link.key) &&
          failure.code === (code ?? failure.code),
      )
      for (const link of failed) Object.assign(link, { parked: false, attempts: 0, dueAt: new Date() })
      return failed.length
    },
    async state(connection) {
      unlessBroken()
      const waiting = ofLane(connectionId(connection)).filter((link) => !link.parked)
      const parked = ofLane(connectionId(connection)).length - waiting.length
      const [oldest] = waiting.map((link) => link.touchedAt).sort((a, b) => a.getTime() - b.getTime())
      return { dirty: waiting.length, parked, oldestTouchedAt: oldest }
    },
    nudge: () => {},
    isReady: () => broken === undefined,
    close: async () => {},
  }
}

function touched<Own>(link: (LinkFields & Own) | undefined, plan: TouchPlan): LinkFields & Own {
  const { lane, kind, key, priority, dueAt } = plan
  const waits = link?.dirty && !link.parked
  return {
    ...(link ?? (plan.onInsert as Own)),
    _id: linkId(plan),
    lane,
    kind,
    key,
    wanted: (link?.wanted ?? 0) + 1,
    done: link?.done ?? 0,
    dirty: true,
    parked: false,
    priority: waits ? Math.min(link.priority, priority) : priority,
    dueAt: waits && link.dueAt < dueAt ? link.dueAt : dueAt,
    touchedAt: waits ? link.touchedAt : dueAt,
    attempts: waits ? link.attempts : 0,
    failure: link?.failure ?? null,
    fence: link?.fence ?? 0,
  } as LinkFields & Own
}
