import type { Connection } from 'mongoose'

/**
 * The database's clock as seen from here: replicas whose own clocks are wrong agree on what is due. Leases do not rest on
 * it: those are decided by `$$NOW` inside the database.
 */
export interface DbClock {
  /** Milliseconds since the epoch, right to half a round trip. */
  now(): number
  /** Asks the database. Rejects when it is away; the last answer stays in use. */
  sync(): Promise<void>
}

export function createDbClock(connection: Connection, monotonic = () => performance.now()): DbClock {
  let offset = Date.now() - monotonic()
  return {
    now: () => monotonic() + offset,
    async sync() {
      const asked = monotonic()
      const { localTime } = await connection.db!.admin().command({ hello: 1 })
      const answered = monotonic()
      offset = (localTime as Date).getTime() - (asked + answered) / 2
    },
  }
}
