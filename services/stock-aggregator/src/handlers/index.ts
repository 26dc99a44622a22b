import type { ConnectionKey } from '@skladbridge/contracts'
import type { Described, NewEntry } from '@skladbridge/journal'
import type { Handler } from '@skladbridge/messaging'
import { laneHandlers, type KindOptions, type Lanes, type Touch } from '@skladbridge/reconciler'
import { onMoyskladStockTouched } from './on-moysklad-stock-touched.js'
import { onProductLinked } from './on-product-linked.js'
import { kinds, THE_ONE, type Run, type StockLink, type StockLinkOwn } from './ports.js'
import { reconcileChanged, reconcileFull, reconcileItems } from './reconcile-stock.js'
import type { StockPorts } from './run-stock.js'

type TouchStock = (touches: Touch<StockLinkOwn>[]) => Promise<void>

/** A full run of a connection is due now. */
export const touchFull = (touch: TouchStock, connection: ConnectionKey): Promise<void> =>
  touch([{ connection, kind: kinds.full, key: THE_ONE }])

/** Which event is answered by what. */
export const handlers = ({ lanes, touch }: { lanes: Lanes; touch: TouchStock }): Handler[] => [
  ...laneHandlers(lanes, { onOpened: (connection) => touchFull(touch, connection) }),
  onMoyskladStockTouched({ lanes, touch }),
  onProductLinked({ touch }),
]

/** Which kind of link is worked on by what; smaller priorities first. */
export const workKinds = (
  ports: StockPorts,
  { overlapMs, intervalMs }: { overlapMs: number; intervalMs: number },
): Record<string, KindOptions<StockLinkOwn>> => ({
  [kinds.changed]: { batch: 1, priority: 20, reconcile: reconcileChanged(ports, { overlapMs }) },
  [kinds.item]: { batch: 100, priority: 25, reconcile: reconcileItems(ports) },
  [kinds.full]: { batch: 1, priority: 40, reconcile: reconcileFull(ports, { intervalMs }) },
})

const titles: Record<string, string> = {
  [kinds.changed]: 'Изменившиеся остатки',
  [kinds.full]: 'Все остатки',
}

/** What a link is called in the journal. An item's key is the id of its product in MoySklad. */
export const describeLink = ({ kind, key }: StockLink): Described => ({
  subject: 'stock',
  subjectId: kind === kinds.item ? key : '',
  title: titles[kind] ?? 'Остатки нового товара',
})

/** A run that sent something, for the journal; the others are many and say nothing. */
export const describeRun = (connection: ConnectionKey, { id, kind, written }: Run): NewEntry[] =>
  written === 0
    ? []
    : [
        {
          connection,
          key: `run/${id}`,
          outcome: 'done',
          subject: 'stock',
          subjectId: id,
          title: titles[kind] ?? '',
          code: 'stock-sent',
          text: `Остатки переданы в магазин. Изменилось количество у стольких вариантов: ${written}.`,
        },
      ]
