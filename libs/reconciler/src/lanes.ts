import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { translateMongoErrors, untilNoDeadlock } from '@skladbridge/runtime'
import type { Connection } from 'mongoose'
import {
  deriveRunnable,
  freshStart,
  isDeniedSince,
  laneDefaults,
  toLane,
  unlessNewer,
  withoutDenied,
  type LaneDoc,
  type Switches,
} from './lane-doc.js'
import type { Expression } from './link-updates.js'
import type { LaneScope, Lanes, PauseCause, Told } from './types.js'

/** What was told for a whole account, kept for lanes that are opened later. */
interface AccountDoc {
  _id: string
  causes: Switches
  version: number
}

export const laneCollection = 'lanes'
const accountCollection = 'lane_accounts'

export const laneDocs = (connection: Connection) => connection.db!.collection<LaneDoc>(laneCollection)
const accountDocs = (connection: Connection) => connection.db!.collection<AccountDoc>(accountCollection)

/** Claiming looks only at lanes that may run, in order of their place in the line. */
export const ensureLaneIndexes = (connection: Connection): Promise<void> =>
  untilNoDeadlock(async () => {
    await laneDocs(connection).createIndex({ turnAt: 1 }, { partialFilterExpression: { runnable: true } })
    await laneDocs(connection).createIndex({ accountId: 1 })
  })

/** The lanes of one service's database. All methods throw AppErrors only (`unavailable` while the database is away). */
export const createLanes = (connection: Connection): Lanes =>
  translateMongoErrors<Lanes>({
    open: (key, told) => open(connection, key, told),
    remove: (key, told) => setPresence(connection, key, true, told),
    pause: (where, cause, reason, told) =>
      turnSwitch(connection, where, cause, { paused: true, reason }, told),
    resume: (where, cause, told) => turnSwitch(connection, where, cause, { paused: false, reason: '' }, told),
    get: async (key) => {
      const doc = await laneDocs(connection).findOne({ _id: connectionId(key) })
      return doc ? toLane(doc) : undefined
    },
    ofAccount: async (accountId) => {
      const docs = await laneDocs(connection).find({ accountId, 'presence.removed': false }).toArray()
      return docs.map(toLane)
    },
    isBackSince: async (accountId, moment) => {
      const access = (await accountDocs(connection).findOne({ _id: accountId }))?.causes.access
      return access?.paused === false && access.at > moment
    },
  })

/**
 * First the lane, then the account's pauses. A pause told in between either finds the lane already there or is found by
 * the read that follows, and the higher version wins. Dies in between: the event is not acknowledged and opens again.
 */
async function open(connection: Connection, key: ConnectionKey, told: Told | undefined): Promise<void> {
  await setPresence(connection, key, false, told)
  const account = await accountDocs(connection).findOne({ _id: key.accountId })
  if (!account) return
  await laneDocs(connection).updateOne({ _id: connectionId(key), accountVersion: { $lt: account.version } }, [
    { $set: { account: { $literal: account.causes }, accountVersion: account.version } },
    deriveRunnable,
  ])
}

async function setPresence(
  connection: Connection,
  key: ConnectionKey,
  removed: boolean,
  told: Told | undefined,
): Promise<void> {
  const comesBack = told?.late ? '$presence.removed' : true
  await upsertLane(connection, key, [
    {
      $set: {
        presence: unlessNewer('presence', { removed }, told),
        ...(removed ? {} : freshStart(comesBack)),
      },
    },
  ])
}

async function upsertLane(connection: Connection, key: ConnectionKey, change: object[]): Promise<void> {
  await laneDocs(connection).updateOne(
    { _id: connectionId(key) },
    [{ $set: laneDefaults(key) }, ...change, deriveRunnable],
    { upsert: true },
  )
}

async function turnSwitch(
  connection: Connection,
  { accountId, shopId }: LaneScope,
  cause: PauseCause,
  to: { paused: boolean; reason: string },
  told: Told | undefined,
): Promise<void> {
  if (shopId === undefined) return turnAccountSwitch(connection, accountId, cause, to, told)
  const set = { [`own.${cause}`]: unlessNewer(`own.${cause}`, to, told) }
  await upsertLane(connection, { accountId, shopId }, [
    { $set: { ...set, ...(to.paused ? {} : wake(cause, told)) } },
  ])
}

/** First the account, so that lanes opened later know; then the lanes there are. Both again when it is told again. */
async function turnAccountSwitch(
  connection: Connection,
  accountId: string,
  cause: PauseCause,
  to: { paused: boolean; reason: string },
  told: Told | undefined,
): Promise<void> {
  const path = `causes.${cause}`
  const account = await accountDocs(connection).findOneAndUpdate(
    { _id: accountId },
    [
      {
        $set: {
          [path]: unlessNewer(path, to, told),
          version: { $add: [{ $ifNull: ['$version', 0] }, 1] },
        },
      },
    ],
    { upsert: true, returnDocument: 'after' },
  )
  const resumes = account?.causes[cause]?.paused === false
  await laneDocs(connection).updateMany({ accountId, accountVersion: { $lt: account!.version } }, [
    {
      $set: {
        account: { $literal: account!.causes },
        accountVersion: account!.version,
        ...(resumes ? wake(cause, told) : {}),
      },
    },
    ...(resumes ? [{ $unset: [`own.${cause}`] }] : []),
    deriveRunnable,
  ])
}

/**
 * A resume ends what the lane rests for. Late news does so only where it says something new: a list read every hour must not
 * cut short what MoySklad or inSales asked to wait for.
 */
function wake(cause: PauseCause, told: Told | undefined): Record<string, Expression> {
  const mended = withoutDenied(cause)
  if (!told?.late) return { denied: mended, ...freshStart(true) }
  const wasDenied = isDeniedSince(cause, told.at)
  const wasPaused = [`own.${cause}`, `account.${cause}`].map((path) => ({ $eq: [`$${path}.paused`, true] }))
  return {
    denied: { $cond: [wasDenied, mended, '$denied'] },
    ...freshStart({ $or: [...wasPaused, wasDenied] }),
  }
}
