import type { moysklad } from '@skladbridge/proto'
import { anyOf, toFilter, type Condition, type MoyskladApi } from '../api.js'
import { listChanges, listEverything, type ChangesRequest } from '../changes.js'
import { pageOf } from '../hrefs.js'
import { assortmentSchema } from './schema.js'
import { toProduct } from './to-product.js'

/** The list of all goods without stock: quicker, and the only one to stay (api/moysklad.md §2.13). */
const light = { 'x-lognex-remap-beta-feature': 'assortmentWithoutStock' }
/** Archived goods are hidden unless one asks for both. */
export const archivedToo = anyOf('archived', ['true', 'false'])

const assortment = (operation: string, show: Condition[]) => ({
  operation,
  path: 'entity/assortment',
  row: assortmentSchema,
  show,
  headers: light,
})

export interface GoodsParts {
  images: boolean
  components: boolean
}

/** All of them in one request: 100 ids make an address of 4.5 KB, and 8 KB with all headers are allowed. */
export async function getProducts(
  api: MoyskladApi,
  ids: string[],
  { images, components }: GoodsParts,
): Promise<moysklad.GetProductsResponse> {
  if (ids.length === 0) return { products: [], missingIds: [] }
  const { rows } = await api.ask(pageOf(assortmentSchema), {
    operation: 'products.get',
    path: 'entity/assortment',
    query: {
      filter: toFilter([...anyOf('id', ids), ...archivedToo]),
      limit: ids.length,
      // `expand` works with a limit of at most 100 (api/moysklad.md §1.5)
      expand: [images ? ['images'] : [], components ? ['components'] : []].flat().join(','),
    },
    headers: light,
  })
  const found = new Set(rows.map(({ id }) => id))
  return { products: rows.map(toProduct), missingIds: ids.filter((id) => !found.has(id)) }
}

export async function listChangedProducts(
  api: MoyskladApi,
  request: ChangesRequest,
): Promise<moysklad.ListChangedProductsResponse> {
  const source = assortment('products.list-changed', archivedToo)
  const { rows, cursor, more } = await listChanges(api, source, request)
  return { products: rows.map(toProduct), cursor, more }
}

/** Of one message: their texts make the longest of goods 60 KB. */
const productsInChunk = 200

export async function* listAllProducts(
  api: MoyskladApi,
  { kinds, archivedToo: both, cursor }: moysklad.ListAllRequest,
): AsyncGenerator<moysklad.ProductChunk> {
  const show = [...anyOf('type', kinds), ...(both ? archivedToo : [])]
  for await (const page of listEverything(api, assortment('products.list-all', show), cursor)) {
    yield* chunksOf(page.rows.map(toProduct), page.cursor)
  }
}

/** The modifications of up to 100 products: their ids make an address of 5 KB. */
export async function* listVariants(
  api: MoyskladApi,
  productIds: string[],
  { images }: { images: boolean },
): AsyncGenerator<moysklad.ProductChunk> {
  if (productIds.length === 0) return
  const source = {
    operation: 'products.list-variants',
    path: 'entity/variant',
    row: assortmentSchema,
    show: [...anyOf('productid', productIds), ...archivedToo],
    ...(images ? { expand: 'images' } : {}),
  }
  for await (const { rows } of listEverything(api, source)) yield* chunksOf(rows.map(toProduct), '')
}

function* chunksOf(products: moysklad.Product[], cursor: string): Generator<moysklad.ProductChunk> {
  for (let from = 0; from < products.length; from += productsInChunk) {
    const isLast = from + productsInChunk >= products.length
    // one may go on behind a whole page only
    yield { products: products.slice(from, from + productsInChunk), cursor: isLast ? cursor : '' }
  }
}
