import { moysklad } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { findOrCreateCounterparty } from '../moysklad/counterparties/counterparties.js'
import { filled, idOf, noLonger, oneOf } from './arguments.js'
import { inAccount } from './in-account.js'

const companyTypes = ['individual', 'legal', 'entrepreneur'] as const

export function counterpartiesService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.CounterpartiesService, {
    findOrCreate: (request, call) => {
      idOf(request.syncId, 'sync_id')
      filled(request.name, 'name', 255)
      oneOf(request.companyType, 'company_type', companyTypes)
      for (const field of ['phone', 'email', 'inn', 'actualAddress'] as const)
        noLonger(request[field], field, 255)
      return inAccount(accounts, request, call, 'orders', (api) => findOrCreateCounterparty(api, request))
    },
  })
}
