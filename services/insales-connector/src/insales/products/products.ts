import type { insales } from '@skladbridge/proto'
import { z } from 'zod'
import { earlier } from '../../domain/moment.js'
import { groupsOf } from '../../domain/groups.js'
import { readChanges, type Changes, type ChangesRequest } from '../changes.js'
import type { Shop } from '../shop.js'
import { productSchema, productsSchema, type TheirProduct } from './schema.js'
import { toCreateBody, toUpdateBody } from './to-product-body.js'

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
  readChanges('products.list', request, (query) =>
    shop.read(
      {
        operation: 'products.list',
        about: 'список товаров',
        path: '/products.json',
        query: { ...query, with_deleted: 'true' },
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

/** Has no key of its own: repeated, it makes a second product (§3). */
export const createProduct = (
  shop: Shop,
  request: insales.CreateProductRequest,
  markFieldId: string,
): Promise<TheirProduct> =>
  shop.write(
    {
      operation: 'products.create',
      about: `новый товар «${request.title}»`,
      method: 'POST',
      path: '/products.json',
      body: toCreateBody(request, markFieldId),
    },
    productSchema,
  )

/** What a PUT answers is not documented in full: where it is no product, the product is read. */
export async function updateProduct(
  shop: Shop,
  request: insales.UpdateProductRequest,
): Promise<TheirProduct> {
  const call = { about: `товар ${request.id}`, path: `/products/${request.id}.json` }
  const answer = await shop.write(
    { ...call, operation: 'products.update', method: 'PUT', body: toUpdateBody(request) },
    z.unknown(),
  )
  const updated = productSchema.safeParse(answer)
  return updated.success ? updated.data : shop.read({ ...call, operation: 'products.get' }, productSchema)
}
