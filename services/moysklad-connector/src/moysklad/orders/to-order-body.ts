import type { moysklad } from '@skladbridge/proto'
import { formatMoment, fromRfc3339 } from '../../domain/moment.js'
import { entityLink, orderStateLink } from '../hrefs.js'
import { toAttributeBody } from './attributes.js'

type Body = Record<string, unknown>

/** What a new order is made from. Empty fields are left out: MoySklad fills in its own. */
export function toNewOrderBody(baseUrl: string, order: moysklad.NewOrder): Body {
  const link = (type: string, id: string) => (id ? entityLink(baseUrl, type, id) : undefined)
  const { attributes, currencyId } = order
  return withoutEmpty({
    syncId: order.syncId,
    name: order.name,
    externalCode: order.externalCode,
    moment: momentOf(order.moment),
    organization: link('organization', order.organizationId),
    agent: link('counterparty', order.agentId),
    store: link('store', order.storeId),
    owner: link('employee', order.ownerId),
    group: link('group', order.groupId),
    project: link('project', order.projectId),
    salesChannel: link('saleschannel', order.salesChannelId),
    contract: link('contract', order.contractId),
    rate: currencyId ? { currency: entityLink(baseUrl, 'currency', currencyId) } : undefined,
    shared: order.shared,
    state: order.stateId ? orderStateLink(baseUrl, order.stateId) : undefined,
    deliveryPlannedMoment: momentOf(order.plannedMoment),
    description: order.description,
    shipmentAddress: order.shipmentAddress,
    vatEnabled: order.vatEnabled,
    vatIncluded: order.vatIncluded,
    attributes: attributes.length > 0 ? attributes.map((one) => toAttributeBody(baseUrl, one)) : undefined,
    positions: order.positions.map((position) => toPositionBody(baseUrl, position)),
  })
}

function momentOf(text: string): string | undefined {
  const moment = fromRfc3339(text)
  return moment && formatMoment(moment)
}

/** Only what is set: an empty status is cleared, positions are the whole new list. */
export function toOrderChange(baseUrl: string, change: moysklad.OrderChange): Body {
  const { id, stateId, positions, attributes } = change
  return {
    ...entityLink(baseUrl, 'customerorder', id),
    ...(stateId === undefined ? {} : { state: stateId ? orderStateLink(baseUrl, stateId) : null }),
    ...(positions && { positions: positions.positions.map((position) => toPositionBody(baseUrl, position)) }),
    ...(attributes.length > 0 && { attributes: attributes.map((one) => toAttributeBody(baseUrl, one)) }),
  }
}

function toPositionBody(baseUrl: string, position: moysklad.Position): Body {
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

const withoutEmpty = (values: Body): Body =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''))
