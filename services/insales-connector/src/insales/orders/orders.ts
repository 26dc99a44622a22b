import { AppError } from '@skladbridge/errors'
import type { insales } from '@skladbridge/proto'
import pLimit from 'p-limit'
import { z } from 'zod'
import { insalesErrors } from '../../errors.js'
import { readChanges, type Changes, type ChangesRequest } from '../changes.js'
import type { Shop } from '../shop.js'
import { orderSchema, ordersSchema, type TheirOrder, type UnreadableOrder } from './schema.js'
import { toOrderBody } from './to-order-body.js'

/** There is no «orders by ids»: one request each, a few at a time. */
const atOnce = 4

const callOf = (id: string) => ({ about: `заказ ${id}`, path: `/orders/${id}.json` })

const getOrder = (shop: Shop, id: string): Promise<TheirOrder> =>
  shop.read({ ...callOf(id), operation: 'orders.get' }, orderSchema)

export interface ReadOrders {
  found: TheirOrder[]
  /** There, but no request can make sense of them: they do not keep the others. */
  unreadable: { id: string; error: AppError }[]
}

/** What the shop does not have (any more) is missing from the answer, not an error. */
export async function getOrders(shop: Shop, ids: string[]): Promise<ReadOrders> {
  const limit = pLimit(atOnce)
  const unreadable: ReadOrders['unreadable'] = []
  const readOne = async (id: string) => {
    try {
      return await unlessMissing(getOrder(shop, id))
    } catch (error) {
      if (!(error instanceof AppError && (error.kind === 'bug' || error.kind === 'invalid'))) throw error
      unreadable.push({ id, error })
      return undefined
    }
  }
  try {
    const found = await Promise.all([...new Set(ids)].map((id) => limit(() => readOne(id))))
    return { found: found.filter((order) => order !== undefined), unreadable }
  } finally {
    // one failed: what waits for its turn would be asked for nothing
    limit.clearQueue()
  }
}

export const listChangedOrders = (
  shop: Shop,
  request: ChangesRequest,
): Promise<Changes<TheirOrder | UnreadableOrder>> =>
  readChanges('orders.list', request, (query) =>
    shop.read(
      { operation: 'orders.list', about: 'список заказов', path: '/orders.json', query },
      ordersSchema,
    ),
  )

/**
 * One PUT. Adding a line is not idempotent, so after a lost answer the caller reads the order before it decides again.
 * What a PUT answers is not documented in full: where it is no order, the order is read.
 */
export async function updateOrder(shop: Shop, request: insales.UpdateOrderRequest): Promise<TheirOrder> {
  const body = toOrderBody(request)
  if (!body) return getOrder(shop, request.id)
  const call = { ...callOf(request.id), operation: 'orders.update' }
  try {
    const updated = orderSchema.safeParse(await shop.write({ ...call, method: 'PUT', body }, z.unknown()))
    return updated.success ? updated.data : await getOrder(shop, request.id)
  } catch (error) {
    throw (await isLineGone(shop, request, error))
      ? insalesErrors.INSALES_CONFLICT({ what: call.about })
      : error
  }
}

/** 404 also says that a named line is gone, and then the order is there: somebody removed the line meanwhile. */
async function isLineGone(shop: Shop, request: insales.UpdateOrderRequest, error: unknown): Promise<boolean> {
  if (!isMissing(error) || request.lines.every((line) => line.id === '')) return false
  return (await unlessMissing(getOrder(shop, request.id))) !== undefined
}

const isMissing = (error: unknown): boolean => error instanceof AppError && error.kind === 'missing'

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
