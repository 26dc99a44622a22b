import type { moysklad } from '@skladbridge/proto'
import { anyOf, toFilter, type Ask, type MoyskladApi } from '../api.js'
import { listChanges, type ChangesRequest } from '../changes.js'
import { pageOf } from '../hrefs.js'
import { orderSchema, positionSchema, type Order, type Position } from './schema.js'
import { toNewOrderBody, toOrderChange } from './to-order-body.js'
import { toOrder } from './to-order.js'

const path = 'entity/customerorder'
const withPositions = { expand: 'positions' }

/** With positions, in one request: `expand` works with a limit of at most 100 (api/moysklad.md §1.5). */
export async function getOrders(api: MoyskladApi, ids: string[]): Promise<moysklad.GetOrdersResponse> {
  if (ids.length === 0) return { orders: [], missingIds: [] }
  const { rows } = await api.ask(pageOf(orderSchema), {
    operation: 'orders.get',
    path,
    query: { filter: toFilter(anyOf('id', ids)), limit: ids.length, ...withPositions },
  })
  const orders: moysklad.Order[] = []
  for (const order of rows) orders.push(await complete(api, order))
  const found = new Set(rows.map(({ id }) => id))
  return { orders, missingIds: ids.filter((id) => !found.has(id)) }
}

/**
 * If the answer is lost, a repeat answers the order made by the first attempt: `syncId` (api/moysklad.md §6). Positions
 * over 1000 are refused by MoySklad.
 */
export async function createOrder(
  api: MoyskladApi,
  request: moysklad.CreateOrderRequest,
): Promise<moysklad.Order> {
  const json = toNewOrderBody(api.baseUrl, request)
  return complete(api, await save(api, { operation: 'orders.create', method: 'POST', path, json }))
}

export async function updateOrder(
  api: MoyskladApi,
  request: moysklad.UpdateOrderRequest,
): Promise<moysklad.Order> {
  const json = toOrderChange(api.baseUrl, request)
  const ask: Ask = { operation: 'orders.update', method: 'PUT', path: `${path}/${request.id}`, json }
  return complete(api, await save(api, ask))
}

export async function listChangedOrders(
  api: MoyskladApi,
  request: ChangesRequest,
): Promise<moysklad.ListChangedOrdersResponse> {
  const source = {
    operation: 'orders.list-changed',
    path,
    row: orderSchema,
    // an order moved to the bin is a change too
    show: anyOf('isDeleted', ['true', 'false']),
  }
  const { rows, cursor, more } = await listChanges(api, source, request)
  return { orders: rows.map((order) => toOrder(order, [])), cursor, more }
}

const save = (api: MoyskladApi, ask: Ask): Promise<Order> =>
  api.ask(orderSchema, { ...ask, query: withPositions })

/** An expanded list may be cut; then the order's positions are read apart. */
async function complete(api: MoyskladApi, order: Order): Promise<moysklad.Order> {
  const { rows = [], meta } = order.positions ?? { meta: { size: 0 } }
  const positions = rows.length >= meta.size ? rows : await allPositions(api, order.id)
  return toOrder(order, positions)
}

const pageSize = 1_000

async function allPositions(api: MoyskladApi, orderId: string): Promise<Position[]> {
  const positions: Position[] = []
  for (;;) {
    const { rows } = await api.ask(pageOf(positionSchema), {
      operation: 'orders.positions',
      path: `${path}/${orderId}/positions`,
      query: { limit: pageSize, offset: positions.length === 0 ? undefined : positions.length },
    })
    positions.push(...rows)
    if (rows.length < pageSize) return positions
  }
}
