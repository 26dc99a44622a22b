import type { insales } from '@skladbridge/proto'
import type { InsalesCustomer, InsalesOrder } from '../domain/types.js'

export function toInsalesOrder(order: insales.Order): InsalesOrder {
  const { customStatusPermalink, fulfillmentStatus, client: _, ...rest } = order
  return {
    ...rest,
    status: customStatusPermalink || fulfillmentStatus,
    systemStatus: fulfillmentStatus,
    hasCustomStatuses: customStatusPermalink !== '',
    currency: order.currencyCode,
    fields: Object.fromEntries(order.fields.map(({ handle, value }) => [handle, value])),
    customer: toCustomer(order),
  }
}

/** The recipient where there is one: on a quick checkout the client may hold a phone number as a name. */
function toCustomer({ client, recipientName, recipientPhone }: insales.Order): InsalesCustomer {
  const { surname = '', name = '', middlename = '' } = client ?? {}
  const isPhone = /^[\d\s()+-]{6,}$/.test(name)
  const fullName = isPhone ? '' : [surname, name, middlename].filter(Boolean).join(' ')
  return {
    id: client?.id ?? '',
    name: fullName || recipientName,
    lastName: surname,
    firstName: isPhone ? '' : name,
    middleName: middlename,
    phone: client?.phone || recipientPhone,
    email: client?.email ?? '',
    kind: client?.kind === 'juridical' ? 'juridical' : 'individual',
    inn: client?.inn ?? '',
    kpp: client?.kpp ?? '',
    legalAddress: client?.legalAddress ?? '',
  }
}
