import type { OrderSettings } from '@skladbridge/contracts'
import type { InsalesOrder, MoyskladOrder } from './types.js'

export type PaymentKind = 'paymentin' | 'cashin'

/** What was done about an order's payment. */
export interface PaymentMemory {
  /** Empty = about to be made: whether it was, the next attempt finds out by making it again (`paymentSyncId`). */
  id: string
  kind: PaymentKind
  sumMinor: number
  posted: boolean
  /** That the shop takes it for unpaid again has been told. */
  noted?: boolean
}

export type PaymentDecision =
  | { do: 'nothing' }
  | { do: 'pay'; kind: PaymentKind; sumMinor: number }
  /** Our payment counts (again), or no longer. */
  | { do: 'post' | 'unpost'; payment: PaymentMemory }
  /** Nothing is written; the merchant is told, or what was told is no longer so. */
  | { do: 'note' | 'forget-note'; payment: PaymentMemory }

/**
 * The shop says paid → one payment of what the order still lacks, by the payment gateway's row or the general setting.
 * Unpaid again → as the merchant chose: told only, or our payment un-posted. A payment is made once (`paymentSyncId`).
 */
export function decidePayment(
  settings: OrderSettings['payments'],
  insales: Pick<InsalesOrder, 'financialStatus' | 'paymentGatewayId' | 'totalPriceMinor'>,
  moysklad: Pick<MoyskladOrder, 'payedSumMinor'>,
  payment: PaymentMemory | null | undefined,
): PaymentDecision {
  const paid = insales.financialStatus === 'paid'
  if (payment && payment.id === '') return { do: 'pay', kind: payment.kind, sumMinor: payment.sumMinor }
  if (payment) {
    if (paid) {
      if (!payment.posted) return { do: 'post', payment }
      return payment.noted ? { do: 'forget-note', payment } : { do: 'nothing' }
    }
    if (!payment.posted || payment.noted) return { do: 'nothing' }
    return { do: settings.onRefund === 'mark' ? 'unpost' : 'note', payment }
  }
  const row = settings.byGateway.find(({ gatewayId }) => gatewayId === insales.paymentGatewayId)
  const kind = row?.create ?? settings.create
  // a payment that somebody has entered counts, too
  const sumMinor = insales.totalPriceMinor - moysklad.payedSumMinor
  return paid && kind !== 'none' && sumMinor > 0 ? { do: 'pay', kind, sumMinor } : { do: 'nothing' }
}
