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
    statusChangedAt: lastOf(order.order_changes, statusActions),
    financialChangedAt: lastOf(order.order_changes, paymentActions),
    paymentGatewayId: order.payment_gateway_id ?? '',
    paymentTitle: order.payment_title,
    deliveryPriceMinor: order.delivery_price,
    deliveryDate: /^\d{4}-\d{2}-\d{2}/.exec(order.delivery_date)?.[0] ?? '',
    managerComment: order.manager_comment,
    discountsMinor: order.discounts.reduce((sum, discount) => sum + discount.full_amount, 0),
    fields: order.fields_values,
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
  totalPriceMinor: line.total_price,
  discountsMinor: line.discounts_amount,
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
  kpp: client.kpp,
  legalAddress: client.juridical_address,
})

const recipientName = ({ full_name, surname, name, middlename }: TheirAddress): string =>
  full_name || [surname, name, middlename].filter((part) => part !== '').join(' ')

const statusActions = new Set(['fulfillment_status_changed', 'custom_status_changed'])
const paymentActions = new Set(['financial_status_changed'])

/** The log is newest first, but nobody promises it: the latest counts. */
function lastOf(changes: TheirChange[], actions: ReadonlySet<string>): string {
  const moments = changes.filter(({ action }) => actions.has(action)).map((change) => change.created_at)
  return moments.sort().at(-1) ?? ''
}
