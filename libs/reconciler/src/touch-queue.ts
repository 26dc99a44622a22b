import { setTimeout as pause } from 'node:timers/promises'
import { mergePlans, type TouchesPlanned } from './plan-touches.js'

/** Stores touches in the database; rejects when it could not. */
export type StoreTouches = (planned: TouchesPlanned) => Promise<void>

interface Waiting {
  planned: TouchesPlanned
  resolve: () => void
  reject: (error: unknown) => void
}

/** As many links as go into one write; a single call may be larger. */
const linksAtOnce = 1_000

/**
 * Callers at the same moment share one write, like a group commit: the first waits `gatherMs` for others, and what comes in
 * during a write goes with the next. A burst of touches of one link costs one update and one turn (a shop follows each
 * new order with a change of it at once), and no two writes of this process get in each other's way. Each caller's
 * promise says whether its own touches are stored.
 */
export function createTouchQueue(store: StoreTouches, gatherMs = 0): StoreTouches {
  let waiting: Waiting[] = []
  let writing = false

  async function drain(): Promise<void> {
    if (writing) return
    writing = true
    if (gatherMs > 0) await pause(gatherMs)
    while (waiting.length > 0) {
      const group = takeGroup(waiting)
      waiting = waiting.slice(group.length)
      await storeGroup(group, store)
    }
    writing = false
  }
  return (planned) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ planned, resolve, reject })
      void drain()
    })
}

function takeGroup(waiting: readonly Waiting[]): Waiting[] {
  let links = 0
  const group = waiting.filter(({ planned }, i) => {
    links += planned.plans.length
    return i === 0 || links <= linksAtOnce
  })
  // callers wait in order: none overtakes
  return waiting.slice(0, group.length)
}

async function storeGroup(group: Waiting[], store: StoreTouches): Promise<void> {
  try {
    await store(mergePlans(group.map(({ planned }) => planned)))
    for (const { resolve } of group) resolve()
  } catch (error) {
    if (group.length === 1) return group[0]!.reject(error)
    // one caller's touches may be to blame: each on its own
    for (const each of group) await storeGroup([each], store)
  }
}
