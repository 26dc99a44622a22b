import type { ConnectionKey } from '@skladbridge/contracts'
import { applyAccess, applyAccount, applyShop, type AccessNews, type ConnectionState } from './lane-news.js'
import type { Lanes, Told } from './types.js'

/** What the owners list, page by page behind the scenes. */
export interface LaneSources {
  listAccess(): AsyncIterable<AccessNews>
  listAccounts(): AsyncIterable<{ accountId: string; state: ConnectionState }>
  listConnections(): AsyncIterable<ConnectionKey & { state: ConnectionState }>
}

/** News younger than the list minus this stands: clocks may differ by so much, and an event may overtake the list. */
const toleranceMs = 120_000

/**
 * Makes the lanes what their owners say they are: for a service that starts with an empty or restored database, or lost
 * events. Repeating changes nothing. Returns the lanes that may hold new work.
 */
export async function hydrateLanes(
  lanes: Lanes,
  sources: LaneSources,
  now: () => number = Date.now,
): Promise<ConnectionKey[]> {
  const told: Told = { at: new Date(now() - toleranceMs), late: true }
  // pauses first: no lane runs before it is known whether it may
  for await (const news of sources.listAccess()) await applyAccess(lanes, news, told)
  for await (const news of sources.listAccounts()) await applyAccount(lanes, news, told)
  const active: ConnectionKey[] = []
  for await (const { accountId, shopId, state } of sources.listConnections()) {
    await applyShop(lanes, { accountId, shopId }, state, told)
    if (state === 'active') active.push({ accountId, shopId })
  }
  return active
}
