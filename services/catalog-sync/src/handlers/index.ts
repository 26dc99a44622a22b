import type { ConnectionKey } from '@skladbridge/contracts'
import type { Described } from '@skladbridge/journal'
import type { Handler } from '@skladbridge/messaging'
import { laneHandlers, type KindOptions, type Lanes, type Touch } from '@skladbridge/reconciler'
import { compareSides } from './compare-sides.js'
import { onInsalesProductTouched } from './on-insales-product-touched.js'
import { onMoyskladProductTouched } from './on-moysklad-product-touched.js'
import { onMoyskladStockTouched } from './on-moysklad-stock-touched.js'
import { kinds, type ProductLink, type ProductLinkOwn } from './ports.js'
import type { ProductPorts } from './products/product-ports.js'
import { reconcileProducts } from './products/reconcile-products.js'
import { reconcileFolders } from './reconcile-folders.js'
import { reconcileImages } from './reconcile-images.js'
import { reconcileVariants } from './reconcile-variants.js'
import { sweepProducts } from './sweep-products.js'
import { sweepStock } from './sweep-stock.js'
import { followSettings, syncAll } from './walk-cards.js'

type TouchProducts = (touches: Touch<ProductLinkOwn>[]) => Promise<void>

/** Settings were saved: see what they touch, and what came while products were switched off. */
export const touchAfterSave = (touch: TouchProducts, connection: ConnectionKey): Promise<void> =>
  touch([kinds.settings, kinds.sweepMoysklad].map((kind) => ({ connection, kind, key: 'all' })))

/** A connection is there (again): what goes round by itself begins. */
export async function touchRounds(
  ports: Pick<HandlerPorts, 'touch' | 'now' | 'compareIntervalMs'>,
  connection: ConnectionKey,
): Promise<void> {
  await touchAfterSave(ports.touch, connection)
  const dueAt = new Date(ports.now().getTime() + ports.compareIntervalMs)
  await ports.touch([{ connection, kind: kinds.compare, key: 'all', dueAt }])
}

interface HandlerPorts extends Pick<ProductPorts, 'links' | 'pairs' | 'settings' | 'now'> {
  lanes: Lanes
  touch: TouchProducts
  compareIntervalMs: number
  /** Forgets all that is kept of an account. */
  erase(accountId: string): Promise<void>
}

/** Which event is answered by what. */
export const handlers = (ports: HandlerPorts): Handler[] => [
  ...laneHandlers(ports.lanes, {
    onOpened: (connection) => touchRounds(ports, connection),
    erase: (accountId) => ports.erase(accountId),
  }),
  onMoyskladProductTouched(ports),
  onMoyskladStockTouched(ports),
  onInsalesProductTouched(ports),
]

export interface WorkPorts extends ProductPorts {
  sweepIntervalMs: number
  foldersIntervalMs: number
  compareIntervalMs: number
}

/** Which kind of link is worked on by what; smaller priorities first. */
export const workKinds = (ports: WorkPorts): Record<string, KindOptions<ProductLinkOwn>> => ({
  [kinds.folders]: { batch: 1, priority: 25, reconcile: reconcileFolders(ports) },
  [kinds.variant]: { batch: 100, priority: 28, reconcile: reconcileVariants(ports) },
  [kinds.product]: { batch: 100, priority: 30, reconcile: reconcileProducts(ports) },
  [kinds.images]: { batch: 5, priority: 40, reconcile: reconcileImages(ports) },
  [kinds.settings]: { batch: 1, priority: 45, reconcile: followSettings(ports) },
  [kinds.manual]: { batch: 1, priority: 45, reconcile: syncAll(ports) },
  [kinds.sweepStock]: { batch: 1, priority: 48, reconcile: sweepStock(ports) },
  [kinds.sweepMoysklad]: { batch: 1, priority: 50, reconcile: sweepProducts(ports) },
  [kinds.compare]: { batch: 1, priority: 60, reconcile: compareSides(ports) },
})

/** What a link is called in the journal; pictures are their card's. The rest is the connection's own work. */
export function describeLink({ kind, key, title, sku }: ProductLink): Described | undefined {
  if (kind === kinds.load) return { subject: 'load', subjectId: key, title: 'Загрузка товаров' }
  return kind === kinds.product || kind === kinds.images
    ? { subject: 'product', subjectId: key, title: title ?? '', also: sku ? [sku] : [] }
    : undefined
}
