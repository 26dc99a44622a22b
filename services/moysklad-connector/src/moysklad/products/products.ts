import type { moysklad } from '@skladbridge/proto'
import { anyOf, toFilter, type MoyskladApi } from '../api.js'
import { listChanges, type ChangesRequest } from '../changes.js'
import { pageOf } from '../hrefs.js'
import { assortmentSchema } from './schema.js'
import { toProduct } from './to-product.js'

/** The list of all goods without stock: quicker, and the only one to stay (api/moysklad.md §2.13). */
const light = { 'x-lognex-remap-beta-feature': 'assortmentWithoutStock' }
/** Archived goods are hidden unless one asks for both. */
const archivedToo = anyOf('archived', ['true', 'false'])

/** All of them in one request: 100 ids make an address of 4.5 KB, and 8 KB with all headers are allowed. */
export async function getProducts(api: MoyskladApi, ids: string[]): Promise<moysklad.GetProductsResponse> {
  if (ids.length === 0) return { products: [], missingIds: [] }
  const { rows } = await api.ask(pageOf(assortmentSchema), {
    operation: 'products.get',
    path: 'entity/assortment',
    query: { filter: toFilter([...anyOf('id', ids), ...archivedToo]), limit: ids.length },
    headers: light,
  })
  const found = new Set(rows.map(({ id }) => id))
  return { products: rows.map(toProduct), missingIds: ids.filter((id) => !found.has(id)) }
}

export async function listChangedProducts(
  api: MoyskladApi,
  request: ChangesRequest,
): Promise<moysklad.ListChangedProductsResponse> {
  const source = {
    operation: 'products.list-changed',
    path: 'entity/assortment',
    row: assortmentSchema,
    show: archivedToo,
    headers: light,
  }
  const { rows, cursor, more } = await listChanges(api, source, request)
  return { products: rows.map(toProduct), cursor, more }
}
