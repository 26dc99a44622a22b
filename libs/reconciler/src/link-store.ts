import type { AppError } from '@skladbridge/errors'
import { fromMongo } from '@skladbridge/runtime'
import type { Connection, mongo } from 'mongoose'
import { linkId, waitingIndexes } from './link-schema.js'
import {
  rememberFilter,
  touchUpdate,
  type PipelineUpdate,
  type RememberAs,
  type TouchPlan,
} from './link-updates.js'
import type { LaneState, LinkFields, RetryScope } from './types.js'

/** What the reconciler needs of a mongoose model made from `linkSchema`. */
export interface LinkModel {
  collection: { name: string; conn: Connection }
  createIndexes(): Promise<unknown>
}

/** The links of one service, for the reconciler alone. One round trip each. */
export interface LinkStore {
  touch(plans: readonly TouchPlan[]): Promise<void>
  /** Where only few links wait, one round trip; else three. */
  look(lane: string, kinds: string[], now: Date, limit: number): Promise<Look>
  /** Links of these kinds that are due, the most urgent first. */
  due(lane: string, kinds: string[], now: Date, limit: number): Promise<LinkFields[]>
  remember(updates: readonly LinkUpdate[], as: RememberAs): Promise<Remembered>
  /** Makes due what only waits because the other side was down. */
  wakeUnavailable(lane: string, now: Date): Promise<number>
  retry(where: Omit<RetryScope, 'connection'> & { lane: string }, now: Date): Promise<number>
  state(lane: string, now: Date): Promise<LaneState>
  /** How many links wait, counted up to `limit`, and since when the longest waiting one does. */
  backlog(now: Date, limit: number): Promise<{ waiting: number; parked: number; oldest: Date | undefined }>
}

/** What waits on a lane. */
export interface Look {
  /** The most urgent first. */
  due: LinkFields[]
  /** When the next link that is not due yet will be. */
  nextDue: Date | undefined
}

export interface LinkUpdate {
  link: Pick<LinkFields, '_id'>
  update: PipelineUpdate
}

export interface Remembered {
  /** False: some update changed nothing. Then look whether the lease is still ours. */
  stored: boolean
  /** By position: what the database refuses to take, whoever holds the lease. */
  refused: Map<number, AppError>
}

const waiting = { dirty: true, parked: false }
const bulkSize = 1_000
/** So many are read whether they are due or not: most lanes have no more, and their next moment is among them. */
const few = 20
/** Same unique key, write conflict, and FerretDB's «deadlock detected». */
const raceCodes = new Set<unknown>([11_000, 112, 16_908_292])
const raceTries = 5

export function createLinkStore(model: LinkModel, retryFloorMs: number): LinkStore {
  const links = model.collection.conn.db!.collection<LinkFields>(model.collection.name)
  return {
    touch: (plans) => touch(links, plans, retryFloorMs),
    look: (lane, kinds, now, limit) => look(links, { lane, ...waiting, kind: { $in: kinds } }, now, limit),
    due: (lane, kinds, now, limit) => due(links, { lane, ...waiting, kind: { $in: kinds } }, now, limit),
    remember: (updates, as) => remember(links, updates, as),
    async wakeUnavailable(lane, now) {
      const asleep = { lane, ...waiting, dueAt: { $gt: now }, 'failure.kind': 'unavailable' }
      return (await links.updateMany(asleep, { $set: { dueAt: now } })).modifiedCount
    },
    async retry({ code, ...where }, now) {
      const set = { parked: false, attempts: 0, dueAt: now }
      const { modifiedCount } = await links.updateMany(
        { ...where, ...(code ? { 'failure.code': code } : {}), dirty: true, failure: { $ne: null } },
        { $set: set },
      )
      return modifiedCount
    },
    state: (lane, now) => stateOf(links, lane, now),
    backlog: (now, limit) => backlogOf(links, now, limit),
  }
}

type Links = mongo.Collection<LinkFields>

type Waiting = mongo.Filter<LinkFields>

async function look(links: Links, all: Waiting, now: Date, limit: number): Promise<Look> {
  const seen = await urgent(links, all, few + 1)
  if (seen.length > few) return lookAtMany(links, all, now, limit)
  const later = seen.filter(({ dueAt }) => dueAt > now).map(({ dueAt }) => dueAt.getTime())
  return {
    due: seen.filter(({ dueAt }) => dueAt <= now).slice(0, limit),
    nextDue: later.length > 0 ? new Date(Math.min(...later)) : undefined,
  }
}

async function lookAtMany(links: Links, all: Waiting, now: Date, limit: number): Promise<Look> {
  const later = links.find({ ...all, dueAt: { $gt: now } }).project({ dueAt: 1 })
  const [found, [next]] = await Promise.all([
    due(links, all, now, limit),
    later.sort({ dueAt: 1 }).limit(1).toArray(),
  ])
  return { due: found, nextDue: next?.['dueAt'] }
}

const due = (links: Links, all: Waiting, now: Date, limit: number): Promise<LinkFields[]> =>
  urgent(links, { ...all, dueAt: { $lte: now } }, limit)

const urgent = (links: Links, filter: Waiting, limit: number): Promise<LinkFields[]> =>
  links.find(filter).sort(sortOf(waitingIndexes.urgent)).limit(limit).toArray()

/** The index's own order behind the equal first field. */
const sortOf = ({ priority, dueAt }: typeof waitingIndexes.urgent) => ({ priority, dueAt })

async function touch(links: Links, plans: readonly TouchPlan[], retryFloorMs: number): Promise<void> {
  const operations = plans.map((plan) => ({
    updateOne: { filter: { _id: linkId(plan) }, update: touchUpdate(plan, retryFloorMs), upsert: true },
  }))
  for (let from = 0; from < operations.length; from += bulkSize) {
    await throughRaces(() => links.bulkWrite(operations.slice(from, from + bulkSize), { ordered: false }))
  }
}

/** Two processes that make the same link at once: the second finds it at its next try. `wanted` grows twice, harmlessly. */
async function throughRaces(write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write()
      return
    } catch (error) {
      if (attempt >= raceTries || !raceCodes.has((error as { code?: unknown }).code)) throw error
    }
  }
}

async function remember(links: Links, updates: readonly LinkUpdate[], as: RememberAs): Promise<Remembered> {
  const operations = updates.map(({ link, update }) => ({
    updateOne: { filter: rememberFilter(link, as), update },
  }))
  try {
    const { modifiedCount } = await links.bulkWrite(operations, { ordered: false })
    return { stored: modifiedCount === updates.length, refused: new Map() }
  } catch (thrown) {
    const error = fromMongo(thrown)
    if (error.kind === 'unavailable') throw error
    const refused = refusedBy(thrown)
    if (refused.size > 0) {
      const changed = (thrown as { result?: { modifiedCount?: number } }).result?.modifiedCount ?? 0
      return { stored: changed === updates.length - refused.size, refused }
    }
    // refused as a whole, before it was sent (too large): one of them is to blame
    if (updates.length === 1) return { stored: true, refused: new Map([[0, error]]) }
    return rememberEach(links, updates, as)
  }
}

async function rememberEach(
  links: Links,
  updates: readonly LinkUpdate[],
  as: RememberAs,
): Promise<Remembered> {
  const all: Remembered = { stored: true, refused: new Map() }
  for (const [i, update] of updates.entries()) {
    const { stored, refused } = await remember(links, [update], as)
    all.stored &&= stored
    for (const error of refused.values()) all.refused.set(i, error)
  }
  return all
}

/** The updates of a bulk write that the server refused, each for itself. */
function refusedBy(error: unknown): Map<number, AppError> {
  const errors = (error as { writeErrors?: { index: number }[] | { index: number } }).writeErrors ?? []
  return new Map([errors].flat().map((each) => [each.index, fromMongo(each)] as const))
}

async function stateOf(links: Links, lane: string, now: Date): Promise<LaneState> {
  const [dirty, parked, [oldest]] = await Promise.all([
    links.countDocuments({ lane, ...waiting }),
    links.countDocuments({ lane, parked: true }),
    links
      .find({ lane, ...waiting, dueAt: { $lte: now } })
      .project({ touchedAt: 1 })
      .sort({ touchedAt: 1 })
      .limit(1)
      .toArray(),
  ])
  return { dirty, parked, oldestTouchedAt: oldest?.['touchedAt'] }
}

/** Links that wait for a later moment on purpose have `touchedAt` in the future and do not count. */
async function backlogOf(links: Links, now: Date, limit: number) {
  const filter = { ...waiting, touchedAt: { $lte: now } }
  const maxTimeMS = 2_000
  const [count, parked, [oldest]] = await Promise.all([
    links.countDocuments(filter, { limit, maxTimeMS }),
    links.countDocuments({ parked: true }, { limit, maxTimeMS }),
    links.find(filter, { maxTimeMS }).project({ touchedAt: 1 }).sort({ touchedAt: 1 }).limit(1).toArray(),
  ])
  return { waiting: count, parked, oldest: oldest?.['touchedAt'] as Date | undefined }
}
