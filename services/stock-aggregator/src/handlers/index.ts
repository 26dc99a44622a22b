import type { ConnectionKey } from '@skladbridge/contracts'
import type { Handler } from '@skladbridge/messaging'
import { laneHandlers, type KindOptions, type Lanes, type Touch } from '@skladbridge/reconciler'
import { onMoyskladStockTouched } from './on-moysklad-stock-touched.js'
import { onInsalesOrderTouched } from './on-insales-order-touched.js'
import { onProductLinked } from './on-product-linked.js'
import { kinds, THE_ONE, type OrderNews, type StockLinkOwn, type StockPorts } from './ports.js'
import { reconcileReadBack } from './read-back.js'
import { reconcileChanged, reconcileFull, reconcileItems } from './reconcile-stock.js'
import { reconcileVerify } from './verify-sent.js'

type TouchStock = (touches: Touch<StockLinkOwn>[]) => Promise<void>

/** A full run of a connection is due now. */
export const touchFull = (touch: TouchStock, connection: ConnectionKey): Promise<void> =>
  touch([{ connection, kind: kinds.full, key: THE_ONE }])

/** A connection has its lane: a full run now, the whole shop is read back within a day. */
export const touchOpened = (
  touch: TouchStock,
  readBackMs: number,
  connection: ConnectionKey,
): Promise<void> => {
  const dueAt = new Date(Date.now() + readBackMs)
  return touch([
    { connection, kind: kinds.full, key: THE_ONE },
    { connection, kind: kinds.readBack, key: THE_ONE, dueAt },
  ])
}

interface Answering {
  lanes: Lanes
  touch: TouchStock
  orders: OrderNews
  readBackMs: number
  /** Forgets all that is kept of an account. */
  erase(accountId: string): Promise<void>
}

/** Which event is answered by what. */
export const handlers = ({ lanes, touch, orders, readBackMs, erase }: Answering): Handler[] => [
  ...laneHandlers(lanes, { onOpened: (connection) => touchOpened(touch, readBackMs, connection), erase }),
  onMoyskladStockTouched({ lanes, touch }),
  onProductLinked({ touch }),
  onInsalesOrderTouched(orders),
]

interface Times {
  overlapMs: number
  intervalMs: number
  readBackMs: number
}

/** Which kind of link is worked on by what; smaller priorities first. */
export const workKinds = (
  ports: StockPorts,
  { overlapMs, intervalMs, readBackMs }: Times,
): Record<string, KindOptions<StockLinkOwn>> => ({
  [kinds.changed]: { batch: 1, priority: 20, reconcile: reconcileChanged(ports, { overlapMs }) },
  [kinds.item]: { batch: 100, priority: 25, reconcile: reconcileItems(ports) },
  [kinds.full]: { batch: 1, priority: 40, reconcile: reconcileFull(ports, { intervalMs }) },
  [kinds.verify]: { batch: 1, priority: 50, reconcile: reconcileVerify(ports) },
  [kinds.readBack]: { batch: 1, priority: 60, reconcile: reconcileReadBack(ports, { everyMs: readBackMs }) },
})
