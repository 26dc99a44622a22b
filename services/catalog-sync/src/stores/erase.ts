import { eraseAccount, fromMongo } from '@skladbridge/runtime'
import type { Connection } from 'mongoose'
import type { Staging } from '../handlers/load/load-ports.js'

/**
 * Forgets all that is kept of an account. What was staged for a load knows the load only, so it goes first: dies in between,
 * and the loads are still there to be found.
 */
export const createErase =
  (connection: Connection, staging: Pick<Staging, 'erase'>) =>
  async (accountId: string): Promise<void> => {
    if (accountId === '') return
    for (const loadId of await loadsOf(connection, accountId)) await staging.erase(loadId)
    await eraseAccount(connection, accountId)
  }

async function loadsOf(connection: Connection, accountId: string): Promise<string[]> {
  try {
    const loads = connection.db!.collection<{ _id: string; loadId: string }>('loads')
    const mine = { _id: { $gte: `${accountId}.`, $lt: `${accountId}/` } }
    return (await loads.find(mine).toArray()).map(({ loadId }) => loadId)
  } catch (error) {
    throw fromMongo(error)
  }
}
