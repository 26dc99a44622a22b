import { serviceSyncId, type ConnectionKey, type OrderSettings } from '@skladbridge/contracts'
import { toAppError } from '@skladbridge/errors'
import type { Outcome, Turn } from '@skladbridge/reconciler'
import type { AssortmentRef, InsalesOrder, MoyskladOrder, VariantLinks } from '../domain/types.js'
import type { CatalogLinks, Defaults, OrderLink, OrderLinkOwn } from './ports.js'
import type { BatchView, ReconcileOrdersPorts } from './order-batch.js'
import { reconcileOrder } from './reconcile-order.js'

/** Reads both sides of all links in as few requests as the platforms allow, then settles order by order. */
export function reconcileOrders(ports: ReconcileOrdersPorts) {
  return async (
    links: OrderLink[],
    turn: Turn<OrderLinkOwn>,
  ): Promise<Map<string, Outcome<OrderLinkOwn>>> => {
    const { settings } = await ports.settings.get(turn.connection)
    // switched off: the sweep that starts when it is switched on finds whatever was touched meanwhile
    if (!settings.syncOrders) return new Map(links.map((link) => [link._id, { kind: 'done' }]))
    const view = await readBatch(ports, links, settings, turn)
    // one customer's orders must not race for the counterparty, so a lane settles its orders one after another
    const outcomes = new Map<string, Outcome<OrderLinkOwn>>()
    for (const link of links) outcomes.set(link._id, await settled(ports, link, view, turn))
    return outcomes
  }
}

async function settled(
  ports: ReconcileOrdersPorts,
  link: OrderLink,
  view: BatchView,
  turn: Turn<OrderLinkOwn>,
): Promise<Outcome<OrderLinkOwn>> {
  try {
    return await reconcileOrder(ports, link, view, turn)
  } catch (thrown) {
    return { kind: 'failed', error: toAppError(thrown) }
  }
}

async function readBatch(
  ports: ReconcileOrdersPorts,
  links: OrderLink[],
  settings: OrderSettings,
  turn: Turn<OrderLinkOwn>,
): Promise<BatchView> {
  const { connection } = turn
  const knownIds = links.map((link) => link.moyskladOrderId).filter((id) => id !== undefined)
  const [insales, moysklad, defaults] = await Promise.all([
    ports.insales.getMany(
      connection,
      links.map((link) => link.key),
      turn,
    ),
    knownIds.length > 0
      ? ports.moysklad.getMany(connection.accountId, knownIds, turn)
      : new Map<string, MoyskladOrder>(),
    ports.defaults.get(connection.accountId),
  ])
  const [variantLinks, deliveryService] = await Promise.all([
    resolveLinks(ports.catalog, connection, insales, moysklad, turn),
    findDeliveryService(ports, connection, defaults, insales, turn),
  ])
  return { settings, defaults, insales, moysklad, links: variantLinks, deliveryService }
}

function resolveLinks(
  catalog: CatalogLinks,
  connection: ConnectionKey,
  insales: ReadonlyMap<string, InsalesOrder>,
  moysklad: ReadonlyMap<string, MoyskladOrder>,
  turn: Turn<OrderLinkOwn>,
): Promise<VariantLinks> {
  const variantIds = [...insales.values()].flatMap((order) => order.lines.map((line) => line.variantId))
  const assortmentIds = [...moysklad.values()].flatMap((order) => order.positions.map((p) => p.assortment.id))
  return catalog.resolve(
    connection,
    { variantIds: [...new Set(variantIds)], assortmentIds: [...new Set(assortmentIds)] },
    turn,
  )
}

/** The service «Доставка» of the account: made once under a fixed syncId, remembered. */
async function findDeliveryService(
  ports: ReconcileOrdersPorts,
  connection: ConnectionKey,
  defaults: Defaults,
  insales: ReadonlyMap<string, InsalesOrder>,
  turn: Turn<OrderLinkOwn>,
): Promise<AssortmentRef | undefined> {
  if (defaults.deliveryServiceId) return { kind: 'service', id: defaults.deliveryServiceId }
  if (![...insales.values()].some((order) => order.fullDeliveryPriceMinor > 0)) return undefined
  const syncId = serviceSyncId(connection.accountId, 'delivery')
  const service = await ports.moysklad.ensureService(connection.accountId, syncId, 'Доставка', turn)
  await ports.defaults.remember(connection.accountId, { deliveryServiceId: service.id })
  return service
}
