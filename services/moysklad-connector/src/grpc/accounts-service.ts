import { moysklad } from '@skladbridge/proto'
import { AppError } from '@skladbridge/errors'
import { grpcService, withContext, type CallContext, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { moyskladErrors, side } from '../errors.js'
import type { Allowance } from '../moysklad/api.js'
import type { Vendor } from '../moysklad/vendor/vendor.js'
import { solutionStatuses, type AccountRecord, type AccountStore, type SolutionStatus } from '../ports.js'
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
    get: async (request) => {
      const accountId = idOf(request.accountId, 'account_id')
      const record = await store.find(accountId)
      if (!record) throw moyskladErrors.MOYSKLAD_NEVER_INSTALLED({ side })
      return toAccount(record)
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
      const report = () =>
        vendor.reportStatus({ appId: record.appId || appId, accountId }, status, byPerson(call))
      await reportOrKeep(store, accountId, status, report)
      return {}
    },
  })
}

/** A status that MoySklad does not hear now is told later: whoever set the account up need not wait for that. */
async function reportOrKeep(
  store: AccountStore,
  accountId: string,
  status: SolutionStatus,
  report: () => Promise<void>,
): Promise<void> {
  try {
    await report()
  } catch (error) {
    const passes = error instanceof AppError && (error.kind === 'unavailable' || error.kind === 'throttled')
    if (!passes) throw error
    await store.wantStatus(accountId, status)
  }
}

/** Removing what was never there is done already (api/moysklad.md §5.2: 204 if never installed). */
const unknownAccount = moysklad.Account.fromPartial({ state: 'removed' })

const byPerson = ({ deadline, signal }: CallContext): Allowance => ({ priority: 'orders', deadline, signal })

const toAccount = ({ denial, ...record }: AccountRecord): moysklad.Account => ({
  accountId: record.accountId,
  accountName: record.accountName,
  state: record.state,
  webhooksReady: record.webhooksReady,
  failureCode: denial?.code ?? '',
  failureText: denial?.text ?? '',
  advice: denial?.advice ?? '',
})
