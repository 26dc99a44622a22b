import type { ShopStatus } from './merge-status.js'
import type { OrderBase, PendingStatus } from './types.js'

type StatusBase = Pick<OrderBase, 'insalesStatus' | 'insalesPayment' | 'moyskladStateId'>

export interface StatusNow {
  shop: ShopStatus
  stateId: string
}

/** The statuses of the base after our own write, as far as it shows. */
export function settleStatus(
  base: OrderBase | null,
  pending: PendingStatus | undefined,
  { shop, stateId }: StatusNow,
): StatusBase {
  const payment = pending?.insalesPayment ?? shop.financialStatus
  if (!base) {
    return {
      insalesStatus: pending?.insalesStatus ?? shop.status,
      insalesPayment: payment,
      // born without a status of ours, it has the one that MoySklad gave it
      moyskladStateId: pending?.moyskladStateId || stateId,
    }
  }
  if (!pending || !shows(pending, { shop, stateId })) {
    const { insalesStatus, moyskladStateId } = base
    return { insalesStatus, insalesPayment: base.insalesPayment ?? shop.financialStatus, moyskladStateId }
  }
  const { moyskladStateId, insalesStatus } = pending
  return pending.target === 'insales'
    ? { insalesStatus: shop.status, insalesPayment: payment, moyskladStateId }
    : { insalesStatus, insalesPayment: payment, moyskladStateId }
}

function shows(pending: PendingStatus, { shop, stateId }: StatusNow): boolean {
  if (pending.target === 'moysklad') return pending.moyskladStateId === stateId
  const { insalesStatus, insalesPayment, bySystem } = pending
  const status = bySystem ? shop.systemStatus : shop.status
  return insalesStatus === status && (insalesPayment ?? shop.financialStatus) === shop.financialStatus
}
