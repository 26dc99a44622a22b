import type { ConnectionKey } from '@skladbridge/contracts'
import { AppError, isErrorKind } from '@skladbridge/errors'
import type { GrpcClient } from '@skladbridge/runtime'
import type { insales } from '@skladbridge/proto'
import type { InsalesOrder } from '../domain/types.js'
import type { CallBounds, ReadOrders, ReadShopOrders, WantedOrder } from '../handlers/ports.js'
import { toInsalesOrder } from './to-insales-order.js'

type Orders = Pick<GrpcClient<typeof insales.OrdersService>, 'getMany' | 'listChanged'>

/** A page of the shop's list holds this many whole orders; one by one they are as many requests. */
const PAGE = 250
/** Fewer than these are asked for one by one; a page is worth its request when it holds as many. */
const WORTH = 8
/** So many are worth one page in which nothing is found. */
const WASTE = 50
/** The shop's clock and ours may differ, and a webhook takes a while. */
const OVERLAP_MS = 3_000
/** Of one call: whole orders have to fit into one message. */
const SINGLES = 25

/**
 * There is no «orders by ids» in inSales. Many orders are read from the list of changes instead: from when they were
 * touched, then from where they stood when they were last read; whatever no list shows is read by itself. Where the list
 * was begun only decides how many requests it takes, not what is read.
 */
export function openShopReader(
  orders: Orders,
  connection: ConnectionKey,
  wanted: readonly WantedOrder[],
): ReadOrders {
  const list = listOf(orders, connection, wanted)
  return async (ids, bounds) => {
    while (ids.some((id) => list.misses(id)) && (await list.next(bounds)));
    const known = new Map(
      ids.flatMap((id) => (list.found.has(id) ? [[id, list.found.get(id)!] as const] : [])),
    )
    const rest = ids.filter((id) => !known.has(id))
    const single = await readSingles(orders, connection, rest, bounds)
    return { orders: new Map([...known, ...single.orders]), unreadable: single.unreadable }
  }
}

/** Reads on through the lists, a page a call; false when there is nothing more worth a request. */
function listOf(orders: Orders, connection: ConnectionKey, wanted: readonly WantedOrder[]) {
  const found = new Map<string, InsalesOrder>()
  const missing = new Map(wanted.map((order) => [order.id, order]))
  const starts = startsOf(wanted)
  let at = starts.shift()
  let cursor = ''
  let wasted = 0
  async function next(bounds: CallBounds): Promise<boolean> {
    const since = at?.(missing.values())
    if (missing.size < WORTH || !at || !since) return false
    const page = await orders
      .listChanged(
        { connection, updatedSince: since, cursor, limit: PAGE },
        { ...bounds, priority: 'orders' },
      )
      .catch(unlessAway)
    const hits = page?.orders.filter((order) => missing.delete(order.id)) ?? []
    for (const order of hits) found.set(order.id, toInsalesOrder(order))
    cursor = page?.cursor ?? ''
    // what was touched a little earlier and is done already comes first
    wasted = hits.length < WORTH ? wasted + 1 : 0
    if (!page?.more || wasted * WASTE > missing.size) {
      at = starts.shift()
      cursor = ''
      wasted = 0
    }
    return true
  }
  return { found, misses: (id: string) => missing.has(id), next }
}

/** A list that cannot be read (too large, or not as documented) is no reason not to read its orders one by one. */
function unlessAway(error: unknown): undefined {
  if (error instanceof AppError && (error.kind === 'bug' || error.kind === 'invalid')) return undefined
  throw error
}

/** Where to begin, given what is still missing; undefined = nowhere. */
type Start = (missing: Iterable<WantedOrder>) => string | undefined

function startsOf(wanted: readonly WantedOrder[]): Start[] {
  if (wanted.length < WORTH) return []
  const touched = Math.min(...wanted.map(({ touchedAt }) => touchedAt.getTime()))
  return [
    () => new Date(touched - OVERLAP_MS).toISOString(),
    (missing) =>
      [...missing]
        .map(({ seenAt }) => seenAt)
        .filter(Boolean)
        .sort()[0],
  ]
}

async function readSingles(
  orders: Orders,
  connection: ConnectionKey,
  ids: string[],
  bounds: CallBounds,
): Promise<ReadShopOrders> {
  const read: ReadShopOrders = { orders: new Map(), unreadable: new Map() }
  for (let at = 0; at < ids.length; at += SINGLES) {
    const part = ids.slice(at, at + SINGLES)
    const reply = await orders.getMany({ connection, ids: part }, { ...bounds, priority: 'orders' })
    for (const order of reply.orders) read.orders.set(order.id, toInsalesOrder(order))
    for (const one of reply.unreadable) read.unreadable.set(one.id, toError(one))
  }
  return read
}

const toError = (one: insales.UnreadableOrder): AppError =>
  new AppError({
    kind: isErrorKind(one.errorKind) ? one.errorKind : 'bug',
    code: one.errorCode,
    message: one.errorMessage,
    text: one.errorText,
    advice: one.errorAdvice,
  })
