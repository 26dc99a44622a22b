import type { Connection } from 'mongoose'
import { claimUpdate, inLine, releaseUpdate, renewUpdate, type LaneDoc, type TurnEnd } from './lane-doc.js'
import { laneDocs } from './lanes.js'

export interface LeaseTerms {
  /** Names this process in the lease. */
  owner: string
  leaseMs: number
}

export type Leased = Pick<LaneDoc, '_id' | 'fence' | 'lease'>

/** The line of lanes, for the reconciler alone. One round trip each. */
export interface LaneStore {
  /** The first free lane in line that may run and is due at `now`, leased; undefined when there is none. */
  claim(now: Date): Promise<LaneDoc | undefined>
  /** The new end of the lease by the database's clock, the old one if it has run out; undefined when it is not ours any more. */
  renew(lane: Leased): Promise<Date | undefined>
  /** Says when the lane is due again; undefined when it may not run, or the lease was not ours any more. */
  release(lane: LaneDoc, end: TurnEnd): Promise<Date | undefined>
  holds(lane: Leased): Promise<boolean>
  /** Puts lanes in line for work due at the given moments; undefined: now. */
  touch(due: ReadonlyMap<string, Date | undefined>): Promise<void>
}

export function createLaneStore(connection: Connection, terms: LeaseTerms): LaneStore {
  const lanes = laneDocs(connection)
  let claims = 0
  const mine = ({ _id, fence, lease }: Leased) => ({ _id, fence, 'lease.owner': lease.owner })
  return {
    async claim(now) {
      const owner = `${terms.owner}/${(claims += 1)}`
      const found = await lanes.findOneAndUpdate(
        { runnable: true, turnAt: { $lte: now } },
        claimUpdate(owner, terms.leaseMs),
        { sort: { turnAt: 1 }, returnDocument: 'after' },
      )
      // still held by the database's clock, and ours is a little ahead: nothing was changed
      return found?.lease.owner === owner ? found : undefined
    },
    async renew(lane) {
      const found = await lanes.findOneAndUpdate(mine(lane), renewUpdate(terms.leaseMs), {
        returnDocument: 'after',
        projection: { lease: 1 },
      })
      return found?.lease.until
    },
    async release(lane, end) {
      const found = await lanes.findOneAndUpdate(mine(lane), releaseUpdate(end, lane), {
        returnDocument: 'after',
        projection: { turnAt: 1, runnable: 1 },
      })
      return found?.runnable ? found.turnAt : undefined
    },
    holds: async (lane) => (await lanes.countDocuments(mine(lane), { limit: 1 })) === 1,
    async touch(due) {
      const operations = [...due].map(([_id, dueAt]) => ({
        updateOne: { filter: { _id }, update: [{ $set: inLine(dueAt) }] },
      }))
      if (operations.length > 0) await lanes.bulkWrite(operations, { ordered: false })
    },
  }
}
