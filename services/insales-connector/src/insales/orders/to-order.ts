import type { insales } from '@skladbridge/proto'
import type { TheirAddress, TheirChange, TheirClient, TheirLine, TheirOrder } from './schema.js'

export function toOrder(order: TheirOrder): insales.Order {
  const address = order.shipping_address
  return {
    id: order.id,
    number: order.number,
    key: order.key,
    fulfillmentStatus: order.fulfillment_status,
    customStatusPermalink: order.custom_status?.permalink ?? '',
    financialStatus: order.financial_status,
    lines: order.order_lines.map(toLine),
    itemsPriceMinor: order.items_price,
    fullDeliveryPriceMinor: order.full_delivery_price,
    totalPriceMinor: order.total_price,
    deliveryTitle: order.delivery_title,
    client: order.client ? toClient(order.client) : undefined,
    // a quick checkout may leave a phone number as the client's name: who receives it stands in the address (§2.7)
    recipientName: address ? recipientName(address) : '',
    recipientPhone: address?.phone ?? '',
    deliveryAddress: address ? address.full_delivery_address || address.address : '',
    comment: order.comment,
    currencyCode: order.currency_code,
    createdAt: order.created_at,
    updatedAt: order.updated_at,
    archived: order.archived === true,
    statusChangedAt: statusChangedAt(order.order_changes),
  }
}

const toLine = (line: TheirLine): insales.OrderLine => ({
  id: line.id,
  productId: line.product_id ?? '',
  variantId: line.variant_id ?? '',
  sku: line.sku,
  barcode: line.barcode,
  title: line.title,
  quantity: line.quantity,
  fullSalePriceMinor: line.full_sale_price,
  fullTotalPriceMinor: line.full_total_price,
  vat: line.vat ?? -1,
  salePriceMinor: line.sale_price,
})

const toClient = (client: TheirClient): insales.Client => ({
  id: client.id ?? '',
  name: client.name,
  surname: client.surname,
  middlename: client.middlename,
  phone: client.phone,
  email: client.email,
  kind: client.type === 'Client::Juridical' ? 'juridical' : 'individual',
  inn: client.inn,
})

const recipientName = ({ full_name, surname, name, middlename }: TheirAddress): string =>
  full_name || [surname, name, middlename].filter((part) => part !== '').join(' ')

const statusActions = new Set(['fulfillment_status_changed', 'custom_status_changed'])

/** The log is newest first, but nobody promises it: the latest counts. */
function statusChangedAt(changes: TheirChange[]): string {
  const moments = changes.filter(({ action }) => statusActions.has(action)).map((change) => change.created_at)
  return moments.sort().at(-1) ?? ''
}
