import type { RequestPriority } from '@skladbridge/http-client'
import { withContext, type CallContext } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import type { MoyskladApi } from '../moysklad/api.js'
import { idOf } from './arguments.js'

/** Opens the account that a request names, for as long as the call lasts. */
export function inAccount<T>(
  accounts: Accounts,
  request: { accountId: string },
  call: CallContext,
  priority: RequestPriority,
  work: (api: MoyskladApi) => Promise<T>,
): Promise<T> {
  const accountId = idOf(request.accountId, 'account_id')
  const { deadline, signal } = call
  return withContext({ accountId }, async () =>
    work(await accounts.open(accountId, { priority, deadline, signal })),
  )
}

/** Goods and stock are background work, unless the asker says that an order waits for them. */
export const asTheAskerSays = (call: CallContext): RequestPriority => call.priority

/** The same for answers that come in pieces. */
export async function* streamFromAccount<T>(
  accounts: Accounts,
  request: { accountId: string },
  { priority, deadline, signal }: CallContext,
  work: (api: MoyskladApi) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const accountId = idOf(request.accountId, 'account_id')
  yield* work(await accounts.open(accountId, { priority, deadline, signal }))
}
