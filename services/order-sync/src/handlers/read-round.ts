import {
  orderSyncId,
  resentOrderSyncId,
  serviceSyncId,
  type ConnectionKey,
  type OrderSettings,
} from '@skladbridge/contracts'
import type { Turn } from '@skladbridge/reconciler'
import { skipReason } from '../domain/decide-birth.js'
import type { AssortmentRef, InsalesOrder, MoyskladOrder } from '../domain/types.js'
import { readTerms } from './read-terms.js'
import type { ReconcileOrdersPorts, RoundView } from './order-batch.js'
import type { Defaults, OrderLink, OrderLinkOwn, ReadOrders } from './ports.js'

interface Asked {
  settings: OrderSettings
  read: ReadOrders
  turn: Turn<OrderLinkOwn>
}

/** The merchant wants an order made anew that was deleted in MoySklad, and that was not done yet. */
export const isToResend = (link: OrderLink): boolean => (link.resend ?? 0) > (link.resent ?? 0)

/** The same at each attempt; another one for each time it is made anew. */
export function syncIdOf(connection: ConnectionKey, link: OrderLink): string {
  const time = Math.max(link.resend ?? 0, link.resent ?? 0)
  return time === 0 ? orderSyncId(connection, link.key) : resentOrderSyncId(connection, link.key, time)
}

/** The customer order that belongs to the link; undefined when there is none yet. */
export const knownOrder = (link: OrderLink): string | undefined =>
  isToResend(link) ? undefined : link.moyskladOrderId || undefined

/** Reads both sides of all links, and what their lines need to be told in MoySklad's terms. */
export async function readRound(
  ports: ReconcileOrdersPorts,
  links: OrderLink[],
  { settings, read, turn }: Asked,
): Promise<RoundView> {
  const { accountId } = turn.connection
  const [shop, moysklad, defaults] = await Promise.all([
    read(
      links.map((link) => link.key),
      turn,
    ),
    readCustomerOrders(ports, links, turn),
    ports.defaults.get(accountId),
  ])
  const relevant = links.flatMap((link) => {
    const order = shop.orders.get(link.key)
    const there = order && (moysklad.has(link._id) || skipReason(settings, order) === undefined)
    return there ? [{ link, order }] : []
  })
  const orders = relevant.map(({ order }) => order)
  const [terms, services] = await Promise.all([
    readTerms(ports, relevant, [...moysklad.values()], settings, turn),
    findServices(ports, defaults, settings, orders, turn),
  ])
  return {
    settings,
    defaults,
    insales: shop.orders,
    unreadable: shop.unreadable,
    moysklad,
    ...terms,
    ...services,
  }
}

/**
 * By link. An order whose making was begun and never confirmed is looked for before it is made again, by the external code
 * that we gave it, its syncId: whether a repeated syncId is safe inside an array is not promised (api/moysklad.md §6).
 */
async function readCustomerOrders(
  { moysklad }: ReconcileOrdersPorts,
  links: OrderLink[],
  turn: Turn<OrderLinkOwn>,
): Promise<Map<string, MoyskladOrder>> {
  const { connection } = turn
  const { accountId } = connection
  const ids = new Map<string, string>()
  for (const link of links) {
    const known = knownOrder(link)
    if (known) ids.set(link._id, known)
  }
  const unsure = links.filter((link) => !ids.has(link._id) && !isToResend(link) && link.pending?.birth)
  if (unsure.length > 0) {
    const byCode = new Map(unsure.map((link) => [syncIdOf(connection, link), link._id]))
    const made = await moysklad.find(accountId, { externalCodes: [...byCode.keys()] }, turn)
    for (const { id, externalCode } of made) {
      const link = byCode.get(externalCode)
      if (link) ids.set(link, id)
    }
  }
  if (ids.size === 0) return new Map()
  const orders = await moysklad.getMany(accountId, [...new Set(ids.values())], turn)
  return new Map([...ids].flatMap(([link, id]) => (orders.has(id) ? [[link, orders.get(id)!]] : [])))
}

/** Services of the account that stand for delivery and margin: made once under a fixed syncId, remembered. */
async function findServices(
  ports: ReconcileOrdersPorts,
  defaults: Defaults,
  { deliveryService, margin }: OrderSettings,
  orders: readonly InsalesOrder[],
  turn: Turn<OrderLinkOwn>,
): Promise<Pick<RoundView, 'delivery' | 'margin'>> {
  const { accountId } = turn.connection
  const find = async (purpose: string, name: string, needed: boolean): Promise<AssortmentRef | undefined> => {
    const syncId = serviceSyncId(accountId, purpose)
    const known = defaults.services?.[syncId]
    if (known) return { kind: 'service', id: known }
    if (!needed) return undefined
    const service = await ports.goods.ensureService(accountId, syncId, name, turn)
    await ports.defaults.rememberService(accountId, syncId, service.id)
    return service
  }
  const purpose = deliveryService === 'Доставка' ? 'delivery' : `delivery:${deliveryService}`
  const delivered = orders.some((order) => order.fullDeliveryPriceMinor > 0)
  const apart = margin === 'service'
  return {
    delivery: await find(purpose, deliveryService, delivered),
    margin: apart ? await find('margin', 'Наценка за способ оплаты', orders.length > 0) : undefined,
  }
}
