import type { ConnectionKey } from '@skladbridge/contracts'
import type { RequestPriority } from '@skladbridge/http-client'
import { withContext, type CallContext } from '@skladbridge/runtime'
import type { OpenShop, Shops } from '../connections/shops.js'
import { connectionOf } from './arguments.js'

/** Opens the shop that a request names, for as long as the call lasts. */
export function inShop<T>(
  shops: Shops,
  request: { connection?: ConnectionKey | undefined },
  { deadline, signal }: CallContext,
  priority: RequestPriority,
  work: (open: OpenShop) => Promise<T>,
): Promise<T> {
  const key = connectionOf(request)
  return withContext(key, async () => work(await shops.open(key, { priority, deadline, signal })))
}

/** The same for answers that come in pieces. */
export async function openShop(
  shops: Shops,
  request: { connection?: ConnectionKey | undefined },
  { deadline, signal }: CallContext,
  priority: RequestPriority,
): Promise<OpenShop> {
  return shops.open(connectionOf(request), { priority, deadline, signal })
}
