import { moysklad } from '@skladbridge/proto'
import { grpcService, withContext, type CallContext, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { moyskladErrors, side } from '../errors.js'
import type { Allowance } from '../moysklad/api.js'
import { solutionStatuses } from '../moysklad/vendor/schema.js'
import type { Vendor } from '../moysklad/vendor/vendor.js'
import type { AccountRecord, AccountStore } from '../ports.js'
import { filled, idOf, oneOf } from './arguments.js'

export interface AccountsServiceDeps {
  accounts: Accounts
  store: AccountStore
  vendor: Vendor
  /** The solution's id, where an account was saved without one. */
  appId: string
}

const pageSize = { usual: 100, most: 1_000 }

export function accountsService({ accounts, store, vendor, appId }: AccountsServiceDeps): GrpcBinding {
  return grpcService(moysklad.AccountsService, {
    save: async (request) => {
      const accountId = idOf(request.accountId, 'account_id')
      filled(request.accessToken, 'access_token', 4_096)
      return withContext({ accountId }, async () => toAccount(await accounts.save({ ...request, accountId })))
    },
    remove: async (request) => {
      const accountId = idOf(request.accountId, 'account_id')
      oneOf(request.reason, 'reason', ['suspended', 'uninstalled'])
      const record = await accounts.remove(accountId)
      return record ? toAccount(record) : { ...unknownAccount, accountId }
    },
    list: async ({ afterAccountId: after, limit }) => {
      const size = Math.min(Math.max(limit, 0) || pageSize.usual, pageSize.most)
      return { accounts: (await store.list({ after, limit: size })).map(toAccount) }
    },
    readContext: ({ contextKey }, call) =>
      vendor.readContext(filled(contextKey, 'context_key', 255), byPerson(call)),
    reportStatus: async (request, call) => {
      const accountId = idOf(request.accountId, 'account_id')
      const status = oneOf(request.status, 'status', solutionStatuses)
      const record = await store.find(accountId)
      if (!record || record.state === 'removed') {
        throw moyskladErrors.MOYSKLAD_ACCOUNT_UNKNOWN({ side, accountId })
      }
      await vendor.reportStatus({ appId: record.appId || appId, accountId }, status, byPerson(call))
      return {}
    },
  })
}

/** Removing what was never there is done already (api/moysklad.md §5.2: 204 if never installed). */
const unknownAccount = { accountName: '', state: 'removed', webhooksReady: false }

const byPerson = ({ deadline, signal }: CallContext): Allowance => ({ priority: 'orders', deadline, signal })

const toAccount = ({ accountId, accountName, state, webhooksReady }: AccountRecord): moysklad.Account => ({
  accountId,
  accountName,
  state,
  webhooksReady,
})
