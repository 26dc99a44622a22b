import type { ConnectionKey } from '@skladbridge/contracts'
import type { Described } from '@skladbridge/journal'
import type { Handler } from '@skladbridge/messaging'
import { laneHandlers, type KindOptions, type Lanes, type Touch } from '@skladbridge/reconciler'
import { onMoyskladProductTouched } from './on-moysklad-product-touched.js'
import { kinds, type ProductLink, type ProductLinkOwn, type ProductLinks } from './ports.js'
import { reconcileProducts, type ReconcileProductsPorts } from './reconcile-products.js'
import { sweepProducts } from './sweep-products.js'

type TouchProducts = (touches: Touch<ProductLinkOwn>[]) => Promise<void>

/** The sweep of a connection is due now. */
export const touchSweep = (touch: TouchProducts, connection: ConnectionKey): Promise<void> =>
  touch([{ connection, kind: kinds.sweepMoysklad, key: 'all' }])

/** Which event is answered by what. */
export const handlers = ({ lanes, touch }: { lanes: Lanes; touch: TouchProducts }): Handler[] => [
  ...laneHandlers(lanes, { onOpened: (connection) => touchSweep(touch, connection) }),
  onMoyskladProductTouched({ lanes, touch }),
]

export interface WorkPorts extends ReconcileProductsPorts {
  links: ProductLinks
  sweepIntervalMs: number
}

/** Which kind of link is worked on by what; smaller priorities first. */
export const workKinds = (ports: WorkPorts): Record<string, KindOptions<ProductLinkOwn>> => ({
  [kinds.product]: { batch: 100, priority: 30, reconcile: reconcileProducts(ports) },
  [kinds.sweepMoysklad]: {
    batch: 1,
    priority: 50,
    reconcile: sweepProducts({ ...ports, intervalMs: ports.sweepIntervalMs }),
  },
})

/** What a link is called in the journal. A sweep is the connection's own work. */
export const describeLink = ({ kind, key, written }: ProductLink): Described | undefined =>
  kind === kinds.product
    ? { subject: 'product', subjectId: key, title: written?.title ?? '', also: written ? [written.sku] : [] }
    : undefined
