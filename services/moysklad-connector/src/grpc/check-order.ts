import type { moysklad } from '@skladbridge/proto'
import { moyskladErrors } from '../errors.js'
import { textTypes } from '../moysklad/orders/attributes.js'
import { idOf, noLonger, numberFrom, oneOf, optionalId, optionalMoment } from './arguments.js'

/** api/moysklad.md §1.3: elements of an array. */
const mostPositions = 1_000
const kinds = ['product', 'variant', 'bundle', 'service'] as const

/** Ids become parts of addresses, texts have MoySklad's lengths. Throws `invalid` MOYSKLAD_ARGUMENT_WRONG. */
export function checkNewOrder(order: moysklad.NewOrder): void {
  idOf(order.syncId, 'sync_id')
  idOf(order.organizationId, 'organization_id')
  idOf(order.agentId, 'agent_id')
  optionalId(order.storeId, 'store_id')
  optionalId(order.ownerId, 'owner_id')
  optionalId(order.groupId, 'group_id')
  optionalId(order.projectId, 'project_id')
  optionalId(order.salesChannelId, 'sales_channel_id')
  optionalId(order.contractId, 'contract_id')
  optionalId(order.currencyId, 'currency_id')
  optionalId(order.stateId, 'state_id')
  optionalMoment(order.moment, 'moment')
  optionalMoment(order.plannedMoment, 'planned_moment')
  noLonger(order.name, 'name', 255)
  noLonger(order.externalCode, 'external_code', 255)
  noLonger(order.description, 'description', 4096)
  noLonger(order.shipmentAddress, 'shipment_address', 255)
  checkPositions(order.positions)
  checkAttributes(order.attributes)
}

export function checkOrderChange(change: moysklad.OrderChange): void {
  idOf(change.id, 'id')
  optionalId(change.stateId ?? '', 'state_id')
  if (change.positions) checkPositions(change.positions.positions)
  checkAttributes(change.attributes)
}

function checkPositions(positions: moysklad.Position[]): void {
  if (positions.length > mostPositions) {
    throw moyskladErrors.MOYSKLAD_ARGUMENT_WRONG({ field: 'positions', rule: `at most ${mostPositions}` })
  }
  for (const { id, assortment, quantity, priceMinor, reserve } of positions) {
    optionalId(id, 'positions.id')
    idOf(assortment?.id ?? '', 'positions.assortment')
    oneOf(assortment?.kind ?? '', 'positions.assortment.kind', kinds)
    numberFrom(quantity, 'positions.quantity', 0)
    numberFrom(priceMinor, 'positions.price_minor', 0)
    numberFrom(reserve, 'positions.reserve', 0)
  }
}

function checkAttributes(attributes: moysklad.OrderAttribute[]): void {
  for (const { id, type, value } of attributes) {
    idOf(id, 'attributes.id')
    oneOf(type, 'attributes.type', textTypes)
    noLonger(value, 'attributes.value', 4096)
  }
}
