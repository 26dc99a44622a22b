import { moysklad } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { eachChecked } from '../moysklad/outcomes.js'
import { createPayments, paymentKinds, toOutcome, updatePayments } from '../moysklad/payments/payments.js'
import { idOf, listOf, noLonger, numberFrom, oneOf, optionalId, optionalMoment } from './arguments.js'
import { inAccount } from './in-account.js'

const mostAtOnce = 100

export function paymentsService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.PaymentsService, {
    createMany: (request, call) => {
      const payments = listOf(request.payments, 'payments', mostAtOnce)
      return inAccount(accounts, request, call, 'orders', async (api) => {
        const saved = await eachChecked(payments, checkNew, (good) => createPayments(api, good))
        return { outcomes: saved.map(toOutcome) }
      })
    },
    updateMany: (request, call) => {
      const changes = listOf(request.changes, 'changes', mostAtOnce)
      return inAccount(accounts, request, call, 'orders', async (api) => {
        const saved = await eachChecked(changes, checkChange, (good) => updatePayments(api, good))
        return { outcomes: saved.map(toOutcome) }
      })
    },
  })
}

function checkNew(payment: moysklad.NewPayment): void {
  idOf(payment.syncId, 'sync_id')
  oneOf(payment.kind, 'kind', paymentKinds)
  idOf(payment.organizationId, 'organization_id')
  idOf(payment.agentId, 'agent_id')
  idOf(payment.orderId, 'order_id')
  numberFrom(payment.sumMinor, 'sum_minor', 0)
  optionalMoment(payment.moment, 'moment')
  noLonger(payment.purpose, 'purpose', 255)
  noLonger(payment.description, 'description', 4096)
  optionalId(payment.ownerId, 'owner_id')
  optionalId(payment.groupId, 'group_id')
  optionalId(payment.projectId, 'project_id')
  optionalId(payment.salesChannelId, 'sales_channel_id')
  optionalId(payment.currencyId, 'currency_id')
}

function checkChange(change: moysklad.PaymentChange): void {
  idOf(change.id, 'id')
  oneOf(change.kind, 'kind', paymentKinds)
  noLonger(change.description, 'description', 4096)
}
