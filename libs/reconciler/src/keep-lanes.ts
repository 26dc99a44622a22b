import { setTimeout as pause } from 'node:timers/promises'
import { toAppError } from '@skladbridge/errors'
import type { Closable, Logger } from '@skladbridge/runtime'
import { backoffMs, type Backoff } from './backoff.js'
import { hydrateLanes, type HydrateOptions, type LaneSources } from './hydrate-lanes.js'
import { laneListsTotal } from './metrics.js'
import type { Lanes } from './types.js'

export interface KeepLanesOptions extends Pick<HydrateOptions, 'onOpened'> {
  lanes: Lanes
  sources: LaneSources
  /** From one reading of the lists to the next, ± 20 %, so that replicas do not ask all at once. */
  everyMs: number
  log: Logger
  /** After readings that failed. Default: 2 s, growing to 5 min. */
  backoff?: Backoff
}

/** The owners may start at the same time as we do: the first steps are short. */
const shortAtFirst: Backoff = { stepsMs: [2_000, 5_000, 15_000, 60_000, 300_000], jitter: 0.2 }

/**
 * `hydrateLanes` now, in the background, and then again and again until closed: events keep the lanes up to date, the lists
 * are for what events lost. Returns at once; an owner that is away holds up nothing, the lanes there are go on.
 */
export function startKeepingLanes(options: KeepLanesOptions): Closable & { name: string } {
  const stop = new AbortController()
  const ended = keep(options, stop.signal)
  return {
    name: 'keeping lanes',
    async close() {
      stop.abort()
      await ended
    },
  }
}

async function keep(options: KeepLanesOptions, signal: AbortSignal): Promise<void> {
  const { everyMs, backoff = shortAtFirst } = options
  const hourly: Backoff = { stepsMs: [everyMs], jitter: 0.2 }
  let failures = 0
  while (!signal.aborted) {
    failures = (await readLists(options, signal, failures)) ? 0 : failures + 1
    const inMs =
      failures > 0 ? backoffMs(backoff, failures, Math.random()) : backoffMs(hourly, 1, Math.random())
    await pause(inMs, undefined, { signal }).catch(() => undefined)
  }
}

async function readLists(
  { lanes, sources, onOpened, log }: KeepLanesOptions,
  signal: AbortSignal,
  failures: number,
): Promise<boolean> {
  try {
    const connected = await hydrateLanes(lanes, sources, { onOpened, signal })
    laneListsTotal.inc({ outcome: 'done' })
    log.info({ connected }, 'lanes are what their owners list')
    return true
  } catch (thrown) {
    if (signal.aborted) return false
    const err = toAppError(thrown)
    laneListsTotal.inc({ outcome: err.kind })
    log.warn(
      { err, attempt: failures + 1 },
      'the lists of connections were not read: going on with the lanes there are',
    )
    return false
  }
}
