import type { moysklad } from '@skladbridge/proto'
import { formatMoment, fromRfc3339 } from '../../domain/moment.js'
import { entityLink, orderStateLink } from '../hrefs.js'

/** What a new order is made from. Empty fields are left out: MoySklad fills in its own. */
export function toNewOrderBody(baseUrl: string, order: moysklad.CreateOrderRequest): Record<string, unknown> {
  const link = (type: string, id: string) => (id ? entityLink(baseUrl, type, id) : undefined)
  const moment = fromRfc3339(order.moment)
  return withoutEmpty({
    syncId: order.syncId,
    name: order.name,
    externalCode: order.externalCode,
    moment: moment && formatMoment(moment),
    organization: link('organization', order.organizationId),
    agent: link('counterparty', order.agentId),
    store: link('store', order.storeId),
    owner: link('employee', order.ownerId),
    group: link('group', order.groupId),
    project: link('project', order.projectId),
    salesChannel: link('saleschannel', order.salesChannelId),
    state: order.stateId ? orderStateLink(baseUrl, order.stateId) : undefined,
    description: order.description,
    shipmentAddress: order.shipmentAddress,
    vatEnabled: order.vatEnabled,
    vatIncluded: order.vatIncluded,
    positions: order.positions.map((position) => toPositionBody(baseUrl, position)),
  })
}

/** Only what is set: an empty status is cleared, positions are the whole new list. */
export function toOrderChange(
  baseUrl: string,
  { stateId, positions }: Pick<moysklad.UpdateOrderRequest, 'stateId' | 'positions'>,
): Record<string, unknown> {
  return {
    ...(stateId === undefined ? {} : { state: stateId ? orderStateLink(baseUrl, stateId) : null }),
    ...(positions && { positions: positions.positions.map((position) => toPositionBody(baseUrl, position)) }),
  }
}

function toPositionBody(baseUrl: string, position: moysklad.Position): Record<string, unknown> {
  const { assortment, vat, vatEnabled } = position
  return withoutEmpty({
    id: position.id,
    assortment: assortment && entityLink(baseUrl, assortment.kind, assortment.id),
    quantity: position.quantity,
    price: position.priceMinor,
    discount: position.discount,
    // (0, false) is «without VAT», (0, true) is 0 %
    vat,
    vatEnabled,
    reserve: position.reserve,
  })
}

const withoutEmpty = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''))
