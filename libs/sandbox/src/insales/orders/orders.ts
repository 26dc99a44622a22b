import { Refusal, invalid, wholeSecond } from '../answers.js'
import { flag, has, id, numeric, record, records, text, type Input } from '../input.js'
import type { Actor, Order, Row, Shop } from '../shop/types.js'
import { blankAddress, takeAddress } from './address.js'
import { defaultStatusOf, moveToPayment, moveToStatus, noteChanges, statusOf } from './changes.js'
import { findOrCreateClient, updateClient } from './clients.js'
import { takeDiscounts } from './discounts.js'
import { takeFieldValues } from './field-values.js'
import { readLines, reserve, takeLines } from './lines.js'
import { orderJson } from './to-json.js'

const plainDefaults: Record<string, unknown> = {
  comment: null,
  manager_comment: null,
  first_referer: null,
  first_current_location: '/',
  first_query: null,
  first_source_domain: null,
  first_source: 'Прямой трафик',
  referer: null,
  current_location: '/',
  query: null,
  source_domain: null,
  source: 'Прямой трафик',
  delivery_date: null,
  delivery_from_hour: null,
  delivery_from_minutes: null,
  delivery_to_hour: null,
  delivery_to_minutes: null,
  delivery_time: '',
}

/** @throws Refusal 422 (or 423 in a locked shop); then nothing is made. */
export function createOrder(shop: Shop, actor: Actor, input: Input): Order {
  if (shop.behaviour.locked) throw new Refusal(423, '')
  const lines = readLines(input)
  if (lines.length === 0) throw invalid('order_lines', 'не может быть пустым')
  const order = blankOrder(shop)
  takeLines(shop, order, lines)
  takeOrder(shop, order, actor, input)
  const client = record(input['client'] ?? input['client_attributes'])
  order.client_id = findOrCreateClient(shop, client).id
  fillAddress(order, client)
  if (has(input, 'custom_status_permalink'))
    order.custom_status = String(statusOf(shop, String(input['custom_status_permalink']))['permalink'])
  noteCreation(shop, order, actor)
  shop.tables.orders.add(order)
  reserve(shop, order, [], holdsGoods(shop, order))
  shop.announce.order('create', order)
  return order
}

function blankOrder(shop: Shop): Order {
  const now = wholeSecond(shop.kit.clock.now())
  const delivery = first(shop.tables.delivery_variants.rows())
  const gateway = first(shop.tables.payment_gateways.rows())
  return {
    id: shop.nextId('order'),
    number: shop.nextOrderNumber++,
    key: shop.kit.uuid().replaceAll('-', ''),
    created_at: now,
    updated_at: now,
    deleted: false,
    archived: false,
    custom_status: String(defaultStatusOf(shop, 'new')['permalink']),
    financial_status: 'pending',
    accepted_at: null,
    delivered_at: null,
    paid_at: null,
    lines: [],
    discounts: [],
    field_values: [],
    changes: [],
    client_id: 0,
    address: blankAddress(shop.nextId('address')),
    delivery_variant_id: delivery.id,
    delivery_price: Number(delivery['price'] ?? 0),
    payment_gateway_id: gateway.id,
    margin: Number(gateway['margin'] ?? 0),
    warehouse_id: first(shop.tables.warehouses.rows()).id,
    plain: { ...plainDefaults },
  }
}

/** Partial; all of it or, when something is wrong, nothing. An update that changes nothing leaves no trace. */
export function updateOrder(shop: Shop, actor: Actor, order: Order, input: Input): Order {
  const draft = structuredClone(order)
  takeLines(shop, draft, readLines(input))
  takeOrder(shop, draft, actor, input)
  if (has(input, 'fulfillment_status') && !has(input, 'custom_status_permalink')) {
    const system = String(input['fulfillment_status'])
    if (statusOf(shop, draft.custom_status)['system_status'] !== system) {
      moveToStatus(shop, draft, actor, defaultStatusOf(shop, system))
    }
  }
  if (has(input, 'custom_status_permalink')) {
    moveToStatus(shop, draft, actor, statusOf(shop, String(input['custom_status_permalink'])))
  }
  const before = JSON.stringify(orderJson(shop, order))
  const reserved = order.lines.map((line) => ({ ...line }))
  if (has(input, 'client_attributes')) updateClientOf(shop, order, record(input['client_attributes']))
  Object.assign(order, draft)
  reserve(shop, order, reserved, holdsGoods(shop, order))
  if (JSON.stringify(orderJson(shop, order)) === before) return order
  order.updated_at = wholeSecond(shop.kit.clock.now())
  shop.announce.order('update', order)
  return order
}

export function deleteOrder(shop: Shop, order: Order): void {
  const reserved = order.lines.map((line) => ({ ...line }))
  reserve(shop, order, reserved, false)
  order.deleted = true
  order.updated_at = wholeSecond(shop.kit.clock.now())
  shop.announce.order('destroy', order)
}

function takeOrder(shop: Shop, order: Order, actor: Actor, input: Input): void {
  if (has(input, 'delivery_variant_id')) {
    const delivery = known(
      shop.tables.delivery_variants.get(id(input['delivery_variant_id'])),
      'delivery_variant',
    )
    if (delivery.id !== order.delivery_variant_id) order.delivery_price = Number(delivery['price'] ?? 0)
    order.delivery_variant_id = delivery.id
  }
  if (has(input, 'delivery_price'))
    order.delivery_price = numeric(input['delivery_price'], 'delivery_price') ?? 0
  if (has(input, 'payment_gateway_id')) {
    const gateway = known(
      shop.tables.payment_gateways.get(id(input['payment_gateway_id'])),
      'payment_gateway',
    )
    order.payment_gateway_id = gateway.id
    order.margin = Number(gateway['margin'] ?? 0)
  }
  if (has(input, 'warehouse_id')) {
    order.warehouse_id = known(shop.tables.warehouses.get(id(input['warehouse_id'])), 'warehouse').id
  }
  if (has(input, 'archived')) order.archived = flag(input['archived'])
  for (const key of Object.keys(plainDefaults)) if (has(input, key)) order.plain[key] = input[key]
  takeAddress(order.address, record(input['shipping_address_attributes']))
  takeFieldValues(shop, order, records(input['fields_values_attributes']))
  takeDiscounts(shop, order, actor, records(input['discounts_attributes']))
  if (has(input, 'financial_status')) moveToPayment(shop, order, actor, input['financial_status'])
}

/** A buyer who gave no other recipient is the recipient. */
function fillAddress(order: Order, client: Input): void {
  for (const key of ['name', 'surname', 'middlename', 'phone']) order.address[key] ??= text(client[key])
}

function updateClientOf(shop: Shop, order: Order, input: Input): void {
  const client = shop.tables.clients.get(order.client_id)
  if (client) updateClient(shop, client, input)
}

function noteCreation(shop: Shop, order: Order, actor: Actor): void {
  const change = { action: 'order_created', value_was: null, value_is: null, text: 'Заказ создан' }
  noteChanges(shop, order, actor, [change])
}

function holdsGoods(shop: Shop, order: Order): boolean {
  const system = statusOf(shop, order.custom_status)['system_status']
  return system !== 'declined' && system !== 'returned'
}

function known(row: Row | undefined, field: string): Row {
  if (!row) throw invalid(field, 'не найден')
  return row
}

function first(rows: Row[]): Row {
  const row = rows[0]
  if (!row) throw new Error('the shop has none to choose from')
  return row
}
