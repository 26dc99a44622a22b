import type { moysklad } from '@skladbridge/proto'
import { saveMany, type BulkElement } from '../bulk.js'
import { toRefusalMessage, type Saved } from '../outcomes.js'
import { anyOf, type MoyskladApi } from '../api.js'
import { listChanges, type ChangesRequest } from '../changes.js'
import { findMany } from '../find-many.js'
import { pageOf } from '../hrefs.js'
import { orderSchema, positionSchema, type Order, type Position } from './schema.js'
import { toNewOrderBody, toOrderChange } from './to-order-body.js'
import { toOrder } from './to-order.js'

const path = 'entity/customerorder'
/** `expand` works with a limit of at most 100, on writes too (api/moysklad.md §1.5). */
const withPositions = { expand: 'positions' }
export const mostAtOnce = 100

/** With positions, in one request for a hundred. */
export async function getOrders(api: MoyskladApi, ids: string[]): Promise<moysklad.GetOrdersResponse> {
  const rows = await findMany(api, {
    operation: 'orders.get',
    path,
    row: orderSchema,
    field: 'id',
    values: ids,
    query: withPositions,
    limit: mostAtOnce,
  })
  const orders: moysklad.Order[] = []
  for (const order of rows) orders.push(toOrder(order, await positionsOf(api, order)))
  const found = new Set(rows.map(({ id }) => id))
  return { orders, missingIds: ids.filter((id) => !found.has(id)) }
}

export async function findOrders(
  api: MoyskladApi,
  { externalCodes, names }: moysklad.FindOrdersRequest,
): Promise<moysklad.Order[]> {
  const search = { operation: 'orders.find', path, row: orderSchema, query: { order: 'created,asc' } }
  const keys = { externalCode: externalCodes, name: names }
  const found = new Map<string, Order>()
  for (const [field, values] of Object.entries(keys)) {
    for (const order of await findMany(api, { ...search, field, values })) found.set(order.id, order)
  }
  const byAge = (a: Order, b: Order) => (a.created ?? '').localeCompare(b.created ?? '')
  return [...found.values()].sort(byAge).map((order) => toOrder(order))
}

/**
 * If the answer is lost, a repeat answers the orders made by the first attempt: `syncId` (api/moysklad.md §6). Positions
 * come with the answer, for their ids: the lines of both sides are paired by them.
 */
export async function createOrders(
  api: MoyskladApi,
  orders: moysklad.NewOrder[],
): Promise<Saved<moysklad.Order>[]> {
  const elements = orders.map((order) => ({
    body: toNewOrderBody(api.baseUrl, order),
    about: `Заказ ${order.name}`,
  }))
  return complete(api, await save(api, 'orders.create', elements, true))
}

/** Positions come back only where positions were written. */
export async function updateOrders(
  api: MoyskladApi,
  changes: moysklad.OrderChange[],
): Promise<Saved<moysklad.Order>[]> {
  const elements = changes.map((change) => ({
    body: toOrderChange(api.baseUrl, change),
    about: `Заказ ${change.name || change.id}`,
  }))
  const written = changes.some((change) => change.positions)
  const saved = await save(api, 'orders.update', elements, written)
  return written
    ? complete(api, saved)
    : saved.map((one) => ('saved' in one ? { saved: toOrder(one.saved) } : one))
}

export const toOutcome = (saved: Saved<moysklad.Order>): moysklad.OrderOutcome =>
  'saved' in saved
    ? { order: saved.saved, refusal: undefined }
    : { order: undefined, refusal: toRefusalMessage(saved.refusal) }

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
  return { orders: rows.map((order) => toOrder(order)), cursor, more }
}

async function save(
  api: MoyskladApi,
  operation: string,
  elements: BulkElement[],
  expand: boolean,
): Promise<Saved<Order>[]> {
  const ask = { operation, path, row: orderSchema, ...(expand ? { query: withPositions } : {}) }
  return (await saveMany(api, ask, elements)).map((one) => ('row' in one ? { saved: one.row } : one))
}

/** Where the answer to a write left the positions out, they are read: together, not one by one. */
async function complete(api: MoyskladApi, saved: Saved<Order>[]): Promise<Saved<moysklad.Order>[]> {
  const bare = saved.flatMap((one) => ('saved' in one && isBare(one.saved) ? [one.saved.id] : []))
  const { orders } = bare.length > 0 ? await getOrders(api, bare) : { orders: [] }
  const read = new Map(orders.map((order) => [order.id, order]))
  const outcomes: Saved<moysklad.Order>[] = []
  for (const one of saved) {
    if ('refusal' in one) outcomes.push(one)
    else {
      const { saved: order } = one
      outcomes.push({ saved: read.get(order.id) ?? toOrder(order, await positionsOf(api, order)) })
    }
  }
  return outcomes
}

const isBare = ({ positions }: Order): boolean =>
  positions !== undefined && positions.rows === undefined && positions.meta.size > 0

/** An expanded list may be cut; then the order's positions are read apart. */
async function positionsOf(api: MoyskladApi, order: Order): Promise<Position[]> {
  const { rows = [], meta } = order.positions ?? { meta: { size: 0 } }
  return rows.length >= meta.size ? rows : allPositions(api, order.id)
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
