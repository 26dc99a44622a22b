import { moysklad } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { listDictionary } from '../moysklad/dictionaries/dictionaries.js'
import { inAccount } from './in-account.js'

/** Asked by the page, with a person waiting. */
export function dictionariesService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.DictionariesService, {
    list: (request, call) =>
      inAccount(accounts, request, call, 'orders', async (api) => ({
        entries: await listDictionary(api, request.kind),
      })),
  })
}
