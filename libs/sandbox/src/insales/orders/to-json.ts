import { decimal, stamp } from '../answers.js'
import type { Discount, FieldValue, Order, OrderLine, Shop } from '../shop/types.js'
import { rowJson } from '../shop/row-json.js'
import { addressJson } from './address.js'
import { orderTotals, type LineTotals } from './totals.js'

export function orderJson(shop: Shop, order: Order): Record<string, unknown> {
  const { tables } = shop
  const totals = orderTotals(order)
  const discounts = order.discounts.map((discount) => discountJson(discount, totals.discounts.get(discount)))
  const client = tables.clients.get(order.client_id)
  return {
    fields_values: order.field_values.map((value) => fieldValueJson(shop, value)),
    order_lines: order.lines.map((line) => lineJson(order, line, totals.lines.get(line))),
    order_changes: order.changes.map((change) => ({ ...change, created_at: stamp(change.created_at) })),
    discount: discounts[0] ?? null,
    shipping_address: addressJson(shop, order.address),
    client: client ? rowJson(client) : null,
    discounts,
    total_price: totals.total_price,
    items_price: totals.items_price,
    id: order.id,
    key: order.key,
    number: order.number,
    archived: order.archived,
    ...delivery(shop, order),
    full_delivery_price: totals.full_delivery_price,
    ...payment(shop, order),
    ...order.plain,
    ...progress(shop, order),
    margin: decimal(order.margin),
    margin_amount: decimal(totals.margin_amount),
    client_transaction_id: null,
    currency_code: 'RUR',
    cookies: {},
    account_id: shop.id,
    locale: 'ru',
    responsible_user_id: null,
    total_profit: decimal(totals.total_profit),
    warehouse_id: order.warehouse_id,
  }
}

function progress(shop: Shop, order: Order): Record<string, unknown> {
  const status = shop.tables.custom_statuses.byKey(order.custom_status)
  return {
    fulfillment_status: status?.['system_status'] ?? 'new',
    custom_status: status ? { permalink: status['permalink'], title: status['title'] } : null,
    delivered_at: stamp(order.delivered_at),
    accepted_at: stamp(order.accepted_at),
    created_at: stamp(order.created_at),
    updated_at: stamp(order.updated_at),
    financial_status: order.financial_status,
    paid_at: stamp(order.paid_at),
  }
}

function delivery(shop: Shop, order: Order): Record<string, unknown> {
  const variant = shop.tables.delivery_variants.get(order.delivery_variant_id)
  return {
    delivery_variant_id: order.delivery_variant_id,
    delivery_title: variant?.['title'] ?? null,
    delivery_description: variant?.['description'] ?? variant?.['title'] ?? null,
    delivery_price: order.delivery_price,
    delivery_info: {
      delivery_variant_id: order.delivery_variant_id,
      tariff_id: null,
      title: null,
      description: null,
      // nothing is a string, something a number: as recorded
      price: order.delivery_price === 0 ? '0.0' : order.delivery_price,
      shipping_company: null,
      shipping_company_handle: null,
      delivery_interval: null,
      errors: [],
      warnings: [],
      outlet: null,
      not_available: null,
    },
  }
}

function payment(shop: Shop, order: Order): Record<string, unknown> {
  const gateway = shop.tables.payment_gateways.get(order.payment_gateway_id)
  return {
    payment_gateway_id: order.payment_gateway_id,
    payment_title: gateway?.['title'] ?? null,
    payment_description: gateway?.['description'] ?? null,
  }
}

function lineJson(order: Order, line: OrderLine, totals: LineTotals | undefined): Record<string, unknown> {
  const { cost_price: _cost, ...shown } = line
  return {
    ...shown,
    order_id: order.id,
    ...totals,
    created_at: stamp(line.created_at),
    updated_at: stamp(line.updated_at),
    fiscal_product_type: 1,
    requires_marking: null,
    marking_codes: null,
    accessory_lines: [],
    external_variant_id: null,
  }
}

function discountJson(discount: Discount, totals = { amount: 0, full_amount: 0 }): Record<string, unknown> {
  return {
    id: discount.id,
    description: discount.description,
    warning: null,
    type_id: discount.type_id,
    amount: totals.amount,
    full_amount: totals.full_amount,
    percent: discount.type_id === 1 ? decimal(discount.discount) : null,
    discount: decimal(discount.discount),
    reference_id: discount.discount_code_id,
    reference_type: discount.discount_code_id === null ? null : 'DiscountCode',
    discount_products_ids: discount.product_ids,
    discount_order_lines_ids: discount.line_ids,
    discount_code_id: discount.discount_code_id,
    created_at: stamp(discount.created_at),
    updated_at: stamp(discount.updated_at),
  }
}

function fieldValueJson(shop: Shop, value: FieldValue): Record<string, unknown> {
  const field = shop.tables.fields.get(value.field_id)
  return {
    id: value.id,
    value: value.value,
    created_at: stamp(value.created_at),
    updated_at: stamp(value.updated_at),
    field_id: value.field_id,
    type: 'Текст',
    name: field?.['office_title'] ?? field?.['title'] ?? null,
    handle: field?.['handle'] ?? null,
  }
}
