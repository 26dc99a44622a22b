import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { catalog, type common } from '@skladbridge/proto'
import type { Touch } from '@skladbridge/reconciler'
import { grpcService } from '@skladbridge/runtime'
import { catalogErrors } from '../errors.js'
import {
  kinds,
  productStates,
  type CatalogSettingsStore,
  type Pairs,
  type ProductLink,
  type ProductLinkOwn,
  type ProductLinks,
  type ProductList,
  type ProductStateName,
} from '../handlers/ports.js'

interface Ports {
  links: Pick<ProductLinks, 'find' | 'count' | 'askToObserve'> & ProductList
  pairs: Pick<Pairs, 'bySkus' | 'byAssortments' | 'ofProducts'>
  settings: CatalogSettingsStore
  touch(touches: Touch<ProductLinkOwn>[]): Promise<void>
}

/** Products of a connection, one by one: where each stands, and «Ручная синхронизация». */
export const productsService = (ports: Ports) =>
  grpcService(catalog.ProductsService, {
    async list({ connection, search, state, cursor, limit }) {
      const lane = connectionId(required(connection))
      if (state !== '' && !isState(state))
        throw wrong('state', `one of ${productStates.join(', ')}, or empty`)
      if (limit < 1 || limit > 200) throw wrong('limit', '1..200')
      const sought = search.trim()
      const cardIds = sought === '' ? [] : await cardsOf(ports, lane, sought)
      const [page, linked] = await Promise.all([
        ports.links.list(lane, { search: sought, cardIds, state, cursor, limit }),
        ports.links.count(lane, { linked: true }),
      ])
      return { products: page.links.map(toState), cursor: page.cursor, linked }
    },
    async syncNow({ connection, assortmentId }) {
      const key = required(connection)
      const { settings } = await ports.settings.get(key)
      if (!settings.syncProducts) throw catalogErrors.CATALOG_SYNC_OFF()
      return { products: await syncNow(ports, key, assortmentId) }
    },
  })

async function syncNow(ports: Ports, connection: ConnectionKey, assortmentId: string): Promise<number> {
  const lane = connectionId(connection)
  if (assortmentId === '') {
    const products = await ports.links.count(lane, { linked: true })
    await ports.touch([{ connection, kind: kinds.manual, key: 'all' }])
    return products
  }
  const [pair] = await ports.pairs.byAssortments(lane, [assortmentId])
  const key = pair?.cardId ?? assortmentId
  const [link] = await ports.links.find(lane, [key])
  if (!link) throw catalogErrors.CATALOG_PRODUCT_UNKNOWN({ product: assortmentId })
  await ports.links.askToObserve(lane, 'product', [key])
  await ports.touch([{ connection, kind: kinds.product, key }])
  return 1
}

/** Found exactly: an id of either side, or a SKU of one of its modifications. */
async function cardsOf({ pairs }: Ports, lane: string, search: string): Promise<string[]> {
  const [skus, assortments, products] = await Promise.all([
    pairs.bySkus(lane, [search]),
    pairs.byAssortments(lane, [search]),
    pairs.ofProducts(lane, [search]),
  ])
  return [...new Set([...skus, ...assortments, ...products].map(({ cardId }) => cardId))]
}

const isState = (state: string): state is ProductStateName =>
  productStates.includes(state as ProductStateName)

const wrong = (field: string, rule: string) => catalogErrors.CATALOG_ARGUMENT_WRONG({ field, rule })

function required(connection: common.Connection | undefined): ConnectionKey {
  if (connection?.accountId && connection.shopId) return connection
  throw wrong('connection', 'must be named')
}

const toState = (link: ProductLink): catalog.ProductState => ({
  assortment: { kind: link.assortmentKind ?? 'product', id: link.key },
  title: link.title ?? '',
  sku: link.sku ?? '',
  insalesProductId: link.insalesProductId ?? '',
  variants: link.variants ?? 0,
  state: stateOf(link),
  failureCode: link.failure?.code ?? '',
  failureText: link.failure?.text ?? '',
  skipped: link.skipped ?? '',
  syncedAt: link.syncedAt?.toISOString() ?? '',
  nextAttemptAt: link.dirty && !link.parked ? link.dueAt.toISOString() : '',
})

function stateOf({ parked, dirty, skipped }: ProductLink): ProductStateName {
  if (parked) return 'parked'
  if (dirty) return 'waiting'
  return skipped ? 'skipped' : 'synced'
}
