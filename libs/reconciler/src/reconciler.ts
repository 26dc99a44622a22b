import { randomUUID } from 'node:crypto'
import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import { fromMongo, untilNoDeadlock, type Logger } from '@skladbridge/runtime'
import { defaultBackoff, firstStepMs, type Backoff } from './backoff.js'
import { createDbClock, type DbClock } from './db-clock.js'
import { ensureLaneIndexes } from './lanes.js'
import { createLaneStore, type LaneStore } from './lane-store.js'
import { momentOf, type Clocks } from './lease.js'
import { startLine, type Line } from './line.js'
import { createLinkStore, type LinkModel, type LinkStore } from './link-store.js'
import { backlogAgeSeconds, backlogLinks, claimSeconds, parkedLinks } from './metrics.js'
import { planTouches } from './plan-touches.js'
import { createTouchQueue } from './touch-queue.js'
import { takeTurn, type TurnDeps } from './turn.js'
import type { KindOptions, Lane, Reconciler, RetryScope, Touch } from './types.js'

export interface ReconcilerOptions<Own> {
  /** A mongoose model made from `linkSchema`; the lanes are in the same database. */
  links: LinkModel
  kinds: Record<string, KindOptions<Own>>
  log: Logger
  /** Lanes worked on at once by this process. Default 16. */
  concurrency?: number
  /** A killed process's lanes are free again after this. Default 12 s, so that others take over within 15 s. */
  leaseMs?: number
  /** A moment when the platform or shop refused a lane; it rests already. For the journal. */
  onDenied?(lane: Pick<Lane, '_id' | 'accountId' | 'shopId'>, error: AppError): void
  tuning?: Partial<Tuning>
}

/** Seldom changed outside tests. Milliseconds. */
export interface Tuning {
  backoff: Backoff
  pollMs: number
  /** A touch waits so long for others, to be stored and worked on together with them. */
  gatherMs: number
  /** A turn starts no further batch after this. */
  sliceMs: number
  /** A turn is not renewed after this. */
  maxTurnMs: number
  /** How long `close` waits for running turns before it cuts them short. */
  closeMs: number
  /** Every lane is looked at after this at the latest. */
  lookAgainMs: number
  /** A refused lane tries again after this. */
  probeMs: number
  /** Samples the backlog metrics. */
  sampleMs: number
  random: () => number
  /** The process's wall clock, and one that only counts on. */
  now: () => number
  monotonic: () => number
}

const defaults: Tuning = {
  backoff: defaultBackoff,
  pollMs: 1_000,
  gatherMs: 3,
  sliceMs: 2_000,
  maxTurnMs: 120_000,
  closeMs: 9_000,
  lookAgainMs: 300_000,
  probeMs: 3_600_000,
  sampleMs: 30_000,
  random: Math.random,
  now: Date.now,
  monotonic: () => performance.now(),
}

const clockSyncMs = 30_000
const backlogCountedTo = 10_000

interface Parts {
  links: LinkStore
  lanes: LaneStore
  clock: DbClock
  clocks: Clocks
  tuning: Tuning
}

/**
 * Works on the links of one service's database until closed. Any number of replicas may run side by side. Rejects with an
 * AppError `unavailable` when the database is away at the start; afterwards it goes on by itself when it comes back.
 */
export async function startReconciler<Own = object>(
  options: ReconcilerOptions<Own>,
): Promise<Reconciler<Own>> {
  const kinds = options.kinds as unknown as Record<string, KindOptions>
  const parts = await prepare(options)
  const { links, lanes, clock, clocks, tuning } = parts
  const store = createTouchQueue(async ({ plans, lanesDue }) => {
    // in this order: a lane looked at before its link is there would fall asleep again
    await links.touch(plans)
    await lanes.touch(lanesDue)
    line.expect([...lanesDue].filter(([, dueAt]) => dueAt === undefined).map(([lane]) => lane))
  }, tuning.gatherMs)
  const touch = async (touches: readonly Touch[]) => {
    if (touches.length === 0) return
    const planned = planTouches(touches, kinds, { db: clock.now(), wall: clocks.wall() })
    await store(planned).catch(rethrow)
  }
  const { line, close } = startTurns(options, parts, { kinds, touch })
  const sampling = setInterval(() => void sample(links, clock, options.log), tuning.sampleMs)
  const syncing = setInterval(() => void clock.sync().catch(() => undefined), clockSyncMs)
  return {
    touch: touch as Reconciler<Own>['touch'],
    nudge: line.nudge,
    isReady: line.isReady,
    retry: ({ connection, ...where }) => retry(parts, line, connection, where),
    async state(connection) {
      return links.state(connectionId(connection), new Date(clock.now())).catch(rethrow)
    },
    async close() {
      clearInterval(sampling)
      clearInterval(syncing)
      await close()
    },
  }
}

const rethrow = (error: unknown): never => {
  throw fromMongo(error)
}

async function prepare<Own>(options: ReconcilerOptions<Own>): Promise<Parts> {
  const connection = options.links.collection.conn
  const tuning = { ...defaults, ...options.tuning }
  const clock = createDbClock(connection)
  try {
    await untilNoDeadlock(() => options.links.createIndexes())
    await ensureLaneIndexes(connection)
    await clock.sync()
  } catch (error) {
    throw fromMongo(error)
  }
  return {
    links: createLinkStore(options.links, firstStepMs(tuning.backoff)),
    lanes: createLaneStore(connection, { owner: randomUUID(), leaseMs: options.leaseMs ?? 12_000 }),
    clock,
    clocks: { wall: tuning.now, monotonic: tuning.monotonic },
    tuning,
  }
}

function startTurns<Own>(
  options: ReconcilerOptions<Own>,
  { links, lanes, clock, clocks, tuning }: Parts,
  { kinds, touch }: Pick<TurnDeps, 'kinds' | 'touch'>,
): { line: Line; close(): Promise<void> } {
  const { log, leaseMs = 12_000 } = options
  const { backoff, random, ...ms } = tuning
  const times = { ...ms, leaseMs, marginMs: Math.min(1_500, leaseMs / 5), renewEveryMs: leaseMs / 4 }
  const onDenied: TurnDeps['onDenied'] = (lane, error) => options.onDenied?.(lane, error)
  const deps = { links, lanes, clock, clocks, kinds, backoff, random, times, touch, onDenied, log }
  const stopping = new AbortController()
  const cutShort = new AbortController()
  const stops = { stopping: stopping.signal, cutShort: cutShort.signal }
  const line = startLine({
    async claim() {
      const askedAt = momentOf(clocks)
      const lane = await timed(() => lanes.claim(new Date(clock.now())))
      return lane && { _id: lane._id, lane, askedAt }
    },
    run: ({ lane, askedAt }) => takeTurn(lane, askedAt, deps, stops),
    concurrency: options.concurrency ?? 16,
    pollMs: tuning.pollMs,
    now: clock.now,
    random,
    onAway: (err) => log.warn({ err: fromMongo(err) }, 'cannot take lanes: the database does not answer'),
    onBack() {
      log.info('the database answers again')
      void clock.sync().catch(() => undefined)
    },
  })
  const close = async () => {
    stopping.abort()
    await line.stop()
    const all = Promise.all(line.running())
    await within(all, tuning.closeMs)
    cutShort.abort(new Error('the service stops'))
    await all
  }
  return { line, close }
}

async function timed<T>(work: () => Promise<T>): Promise<T> {
  const stop = claimSeconds.startTimer()
  try {
    return await work()
  } finally {
    stop()
  }
}

/** Waits for it, but not longer than that. */
async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([work, enough])
  clearTimeout(timer)
}

async function retry(
  { links, lanes, clock }: Parts,
  line: Line,
  connection: ConnectionKey,
  where: Omit<RetryScope, 'connection'>,
): Promise<number> {
  const lane = connectionId(connection)
  try {
    const retried = await links.retry({ lane, ...where }, new Date(clock.now()))
    await lanes.touch(new Map([[lane, undefined]]))
    line.expect([lane])
    return retried
  } catch (error) {
    throw fromMongo(error)
  }
}

async function sample(links: LinkStore, clock: DbClock, log: Logger): Promise<void> {
  try {
    const now = clock.now()
    const { waiting, parked, oldest } = await links.backlog(new Date(now), backlogCountedTo)
    backlogLinks.set(waiting)
    parkedLinks.set(parked)
    backlogAgeSeconds.set(oldest ? Math.max(0, now - oldest.getTime()) / 1_000 : 0)
  } catch (err) {
    log.debug({ err }, 'backlog not sampled')
  }
}
