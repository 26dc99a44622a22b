import type { ConnectionKey } from '@skladbridge/contracts'
import type { Lanes, Told } from './types.js'

/** What the owners of access and connections say about them, by event or when asked. */
export type ConnectionState = 'active' | 'denied' | 'removed'

export interface AccessNews {
  accountId: string
  allowed: boolean
  reason: string
}

/** Trial, subscription, suspension: the account's lanes run or wait. */
export async function applyAccess(lanes: Lanes, news: AccessNews, told: Told): Promise<void> {
  const where = { accountId: news.accountId }
  if (news.allowed) await lanes.resume(where, 'access', told)
  else await lanes.pause(where, 'access', news.reason, told)
}

/** MoySklad's token is the account's. */
export async function applyAccount(
  lanes: Lanes,
  news: { accountId: string; state: ConnectionState },
  told: Told,
): Promise<void> {
  const where = { accountId: news.accountId }
  if (news.state === 'active') await lanes.resume(where, 'moysklad', told)
  else await lanes.pause(where, 'moysklad', news.state, told)
}

/** The shop's credentials are the lane's; a lane is there as long as the shop is connected. */
export async function applyShop(
  lanes: Lanes,
  connection: ConnectionKey,
  state: ConnectionState,
  told: Told,
): Promise<void> {
  if (state === 'removed') return lanes.remove(connection, told)
  if (state === 'denied') await lanes.pause(connection, 'insales', state, told)
  else await lanes.resume(connection, 'insales', told)
  // after the pause, so that a lane made now does not run in between
  await lanes.open(connection, told)
}
