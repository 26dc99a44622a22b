import { moysklad } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { eachChecked } from '../moysklad/outcomes.js'
import { findOrCreateCounterparties, toOutcome } from '../moysklad/counterparties/counterparties.js'
import { filled, idOf, listOf, noLonger, oneOf } from './arguments.js'
import { inAccount } from './in-account.js'

const mostAtOnce = 100
const companyTypes = ['individual', 'legal', 'entrepreneur'] as const
const matchKeys = ['phone', 'email', 'inn'] as const
const texts = [
  'phone',
  'email',
  'inn',
  'kpp',
  'actualAddress',
  'legalAddress',
  'lastName',
  'firstName',
  'middleName',
] as const

export function counterpartiesService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.CounterpartiesService, {
    findOrCreateMany: (request, call) => {
      const customers = listOf(request.customers, 'customers', mostAtOnce)
      const matchBy = request.matchBy.map((key) => oneOf(key, 'match_by', matchKeys))
      const { updateExisting } = request
      return inAccount(accounts, request, call, 'orders', async (api) => {
        const saved = await eachChecked(customers, check, (good) =>
          findOrCreateCounterparties(api, { customers: good, matchBy, updateExisting }),
        )
        return { outcomes: saved.map(toOutcome) }
      })
    },
  })
}

function check(customer: moysklad.Customer): void {
  idOf(customer.syncId, 'sync_id')
  filled(customer.name, 'name', 255)
  oneOf(customer.companyType, 'company_type', companyTypes)
  for (const field of texts) noLonger(customer[field], field, 255)
  for (const tag of customer.tags) filled(tag, 'tags', 255)
}
