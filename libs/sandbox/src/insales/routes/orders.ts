import { notFound } from '../answers.js'
import { text, unwrap } from '../input.js'
import { createOrder, deleteOrder, updateOrder } from '../orders/orders.js'
import { statusOf } from '../orders/changes.js'
import { orderJson } from '../orders/to-json.js'
import { byDeletion, changed, onePage } from '../shop/lists.js'
import type { Order } from '../shop/types.js'
import { done, type Call, type Route } from './route.js'

export function orderRoutes(route: Route): void {
  route('GET', '/orders', (call) =>
    onePage(filtered(call), call.query).map((order) => orderJson(call.shop, order)),
  )
  route('GET', '/orders/count', (call) => ({ count: filtered(call).length }))
  route('GET', '/orders/:id', (call) => orderJson(call.shop, found(call)))
  route(
    'POST',
    '/orders',
    (call) => orderJson(call.shop, createOrder(call.shop, call.actor, unwrap(call.body, 'order'))),
    201,
  )
  route('PUT', '/orders/:id', (call) =>
    orderJson(call.shop, updateOrder(call.shop, call.actor, found(call), unwrap(call.body, 'order'))),
  )
  route('DELETE', '/orders/:id', (call) => {
    deleteOrder(call.shop, found(call))
    return done
  })
}

function found(call: Call): Order {
  const order = call.shop.tables.orders.get(call.number('id'))
  if (!order || order.deleted) throw notFound()
  return order
}

function filtered(call: Call): Order[] {
  const orders = byDeletion(call.shop.tables.orders.rows(), call.query, (order) => order.deleted)
  const system = (order: Order) => String(statusOf(call.shop, order.custom_status)['system_status'])
  const filters: [key: string, of: (order: Order) => string][] = [
    ['fulfillment_status[]', system],
    ['fulfillment_status', system],
    ['status', (order) => (order.archived ? 'archived' : 'open')],
    ['delivery_variant[]', (order) => String(order.delivery_variant_id)],
    ['payment_gateway_id[]', (order) => String(order.payment_gateway_id)],
    ['client_id', (order) => String(order.client_id)],
  ]
  const asked = filters.filter(([key]) => call.query[key] !== undefined)
  return changed(orders, call.query).filter((order) =>
    asked.every(([key, of]) => values(call.query[key]).includes(of(order))),
  )
}

const values = (value: unknown) => (Array.isArray(value) ? value : [value]).map((one) => text(one))
