import type { Described } from '@skladbridge/journal'
import type { Handler } from '@skladbridge/messaging'
import { laneHandlers, type KindOptions, type Lanes, type Touch } from '@skladbridge/reconciler'
import { onInsalesOrderTouched } from './on-insales-order-touched.js'
import { onMoyskladOrderTouched } from './on-moysklad-order-touched.js'
import { onProductLinked } from './on-product-linked.js'
import { kinds, type OrderLink, type OrderLinkOwn, type OrderLinks } from './ports.js'
import type { ReconcileOrdersPorts } from './order-batch.js'
import { reconcileOrders } from './reconcile-orders.js'
import { sweepOrders } from './sweep.js'
import { touchSweeps } from './touch-sweeps.js'

export interface RoutingPorts {
  lanes: Lanes
  links: OrderLinks
  touch(touches: Touch<OrderLinkOwn>[]): Promise<void>
  /** Forgets all that is kept of an account. */
  erase(accountId: string): Promise<void>
}

/** Which event is answered by what. */
export const handlers = ({ lanes, links, touch, erase }: RoutingPorts): Handler[] => [
  ...laneHandlers(lanes, { onOpened: (connection) => touchSweeps(touch, connection), erase }),
  onInsalesOrderTouched({ touch }),
  onMoyskladOrderTouched({ lanes, links, touch }),
  onProductLinked({ links, touch }),
]

export interface WorkPorts extends ReconcileOrdersPorts {
  links: OrderLinks
  sweepIntervalMs: number
}

/** Which kind of link is worked on by what; smaller priorities first. */
export function workKinds(ports: WorkPorts): Record<string, KindOptions<OrderLinkOwn>> {
  const { links, settings, sweepIntervalMs: intervalMs } = ports
  const sweep = { links, settings, intervalMs }
  return {
    [kinds.order]: { batch: 1000, priority: 10, reconcile: reconcileOrders(ports) },
    [kinds.sweepInsales]: {
      batch: 1,
      priority: 50,
      reconcile: sweepOrders(sweep, {
        side: 'insales',
        list: (turn, from) => ports.insales.listChanged(turn.connection, from, turn),
        async match(turn, ids) {
          const known = new Map((await links.find(turn.lane, ids)).map((link) => [link.key, link]))
          return new Map(ids.map((id) => [id, known.get(id)]))
        },
      }),
    },
    [kinds.sweepMoysklad]: {
      batch: 1,
      priority: 50,
      reconcile: sweepOrders(sweep, {
        side: 'moysklad',
        list: (turn, from) => ports.moysklad.listChanged(turn.connection.accountId, from, turn),
        async match(turn, ids) {
          const known = await links.findByMoyskladOrder(turn.connection.accountId, ids)
          const mine = known.filter((link) => link.lane === turn.lane)
          return new Map(mine.map((link) => [link.moyskladOrderId!, link]))
        },
      }),
    },
  }
}

/** What a link is called in the journal. A sweep is the connection's own work. */
export const describeLink = ({
  kind,
  key,
  insalesNumber = '',
  moyskladOrderId = '',
}: OrderLink): Described | undefined =>
  kind === kinds.order
    ? { subject: 'order', subjectId: key, title: insalesNumber, also: [moyskladOrderId] }
    : undefined
