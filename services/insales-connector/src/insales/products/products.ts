import { z } from 'zod'
import { earlier } from '../../domain/moment.js'
import { groupsOf } from '../../domain/groups.js'
import { readChanges, type Changes, type ChangesRequest } from '../changes.js'
import type { Shop } from '../shop.js'
import { productSchema, productsSchema, type TheirProduct } from './schema.js'

/** `by_ids` takes at most a hundred (§1.5). */
const idsAtOnce = 100
/** Clocks differ: what was created «since» may look older to the shop. */
const clockDifferenceMs = 120_000

export async function getProducts(shop: Shop, ids: string[]): Promise<TheirProduct[]> {
  const found: TheirProduct[] = []
  for (const group of groupsOf([...new Set(ids)], idsAtOnce)) {
    const call = {
      operation: 'products.by_ids',
      about: `товары (${group.length})`,
      path: '/products/by_ids.json',
    }
    found.push(...(await shop.read({ ...call, query: { product_ids: group.join(',') } }, productsSchema)))
  }
  return found
}

/** Archived ones too: that a product was put away is a change. */
export const listChangedProducts = (shop: Shop, request: ChangesRequest): Promise<Changes<TheirProduct>> =>
  listProducts(shop, request, true)

const listProducts = (
  shop: Shop,
  request: ChangesRequest,
  archivedToo: boolean,
): Promise<Changes<TheirProduct>> =>
  readChanges('products.list', request, (query) =>
    shop.read(
      {
        operation: 'products.list',
        about: 'список товаров',
        path: '/products.json',
        query: { ...query, ...(archivedToo ? { with_deleted: 'true' } : {}) },
      },
      productsSchema,
    ),
  )

/** The product whose mark this is, among what changed since; no filter by a product field is documented. */
export async function findProductByMark(
  shop: Shop,
  wanted: { mark: string; since: string; markFieldId: string },
): Promise<TheirProduct | undefined> {
  const carries = (product: TheirProduct): boolean =>
    product.product_field_values.some(
      (value) => value.product_field_id === wanted.markFieldId && value.value === wanted.mark,
    )
  const updatedSince = earlier(wanted.since, clockDifferenceMs)
  let page: Changes<TheirProduct> | undefined
  do {
    page = await listChangedProducts(shop, { updatedSince, cursor: page?.cursor ?? '', limit: 250 })
    const found = page.records.find(carries)
    if (found) return found
  } while (page.more)
  return undefined
}

export const readProduct = (shop: Shop, id: string): Promise<TheirProduct> =>
  shop.read({ operation: 'products.get', about: `товар ${id}`, path: `/products/${id}.json` }, productSchema)

const beginning = new Date(0).toISOString()

/**
 * Everything there is, page by page, in the order of change: one that changes meanwhile comes again, none is left out.
 * `cursor` is an earlier page's; empty begins anew.
 */
export async function* listAllProducts(
  shop: Shop,
  { archivedToo, cursor: from }: { archivedToo: boolean; cursor: string },
): AsyncGenerator<Changes<TheirProduct>> {
  for (let cursor = from, more = true; more;) {
    const page = await listProducts(shop, { updatedSince: beginning, cursor, limit: 250 }, archivedToo)
    ;({ cursor, more } = page)
    yield page
  }
}

/** Deleting is archiving, and says «ok» whatever was there (§2.1). */
export async function archiveProduct(shop: Shop, id: string): Promise<void> {
  const call = { operation: 'products.archive', about: `товар ${id}`, path: `/products/${id}.json` }
  await shop.write({ ...call, method: 'DELETE' }, z.unknown())
}

/** The answer may still say `archived` (§2.1), so the product is read. Throws INSALES_NOT_FOUND when there is none. */
export async function recoverProduct(shop: Shop, id: string): Promise<TheirProduct> {
  const call = { operation: 'products.recover', about: `товар ${id}`, path: `/products/${id}/recover.json` }
  await shop.write({ ...call, method: 'POST', body: {} }, z.unknown())
  return readProduct(shop, id)
}
