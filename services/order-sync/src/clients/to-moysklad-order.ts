import type { moysklad } from '@skladbridge/proto'
import type { AttributeType, MoyskladOrder, Position } from '../domain/types.js'
import type { NewOrder, NewPayment } from '../handlers/ports.js'

export const toMoyskladOrder = (order: moysklad.Order): MoyskladOrder => ({
  id: order.id,
  name: order.name,
  stateId: order.stateId,
  agentId: order.agentId,
  organizationId: order.organizationId,
  sumMinor: order.sumMinor,
  payedSumMinor: order.payedSumMinor,
  positions: order.positions.map(toPosition),
  attributes: order.attributes.map((one) => ({ ...one, type: one.type as AttributeType })),
  updated: order.updated,
})

const toPosition = ({ assortment, ...position }: moysklad.Position): Position => ({
  ...position,
  assortment: assortment ?? { kind: '', id: '' },
})

export function toNewOrder({ settings, ...order }: NewOrder): moysklad.NewOrder {
  return {
    ...order,
    storeId: settings.storeId ?? '',
    ownerId: settings.ownerId ?? '',
    groupId: settings.groupId ?? '',
    projectId: settings.projectId ?? '',
    salesChannelId: settings.salesChannelId ?? '',
    contractId: settings.contractId ?? '',
    shared: settings.shared,
    // prices of the shop are what the customer pays
    vatEnabled: true,
    vatIncluded: true,
  }
}

export function toNewPayment({ settings, ...payment }: NewPayment): moysklad.NewPayment {
  return {
    ...payment,
    description: '',
    ownerId: settings.ownerId ?? '',
    groupId: settings.groupId ?? '',
    projectId: settings.projectId ?? '',
    salesChannelId: settings.salesChannelId ?? '',
  }
}
