import type { ConnectionKey } from '@skladbridge/contracts'
import { applyAccess, applyAccount, applyShop, type AccessNews, type ConnectionState } from './lane-news.js'
import type { Lanes, Told } from './types.js'

/** What the owners list, page by page behind the scenes; `signal` ends it. */
export interface LaneSources {
  listAccess(signal: AbortSignal): AsyncIterable<AccessNews>
  listAccounts(signal: AbortSignal): AsyncIterable<{ accountId: string; state: ConnectionState }>
  listConnections(signal: AbortSignal): AsyncIterable<ConnectionKey & { state: ConnectionState }>
}

export interface HydrateOptions {
  /** The lane is there and the shop answers: the same that `laneHandlers` gets. */
  onOpened?: ((connection: ConnectionKey) => Promise<void>) | undefined
  signal?: AbortSignal
  now?: () => number
}

/** News younger than the list minus this stands: clocks may differ by so much, and an event may overtake the list. */
const toleranceMs = 120_000

/**
 * Makes the lanes what their owners say they are: for a service that starts with an empty or restored database, or lost
 * events. Says how many shops are connected. Dies anywhere: repeating brings the rest, and changes nothing of what is known.
 * Rejects with whatever a source, the database or `onOpened` fails with.
 */
export async function hydrateLanes(
  lanes: Lanes,
  sources: LaneSources,
  { onOpened, now = Date.now, signal = new AbortController().signal }: HydrateOptions = {},
): Promise<number> {
  const told: Told = { at: new Date(now() - toleranceMs), late: true }
  // pauses first: no lane runs before it is known whether it may
  for await (const news of sources.listAccess(signal)) await applyAccess(lanes, news, told)
  for await (const news of sources.listAccounts(signal)) await applyAccount(lanes, news, told)
  let connected = 0
  for await (const { accountId, shopId, state } of sources.listConnections(signal)) {
    const connection = { accountId, shopId }
    await applyShop(lanes, connection, state, told)
    if (state !== 'active') continue
    connected += 1
    await onOpened?.(connection)
  }
  return connected
}
