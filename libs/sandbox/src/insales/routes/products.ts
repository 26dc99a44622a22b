import { notFound } from '../answers.js'
import { id, record, text, unwrap } from '../input.js'
import { groupUpdate } from '../products/group-update.js'
import { createImage, deleteImage, findImage, updateImage } from '../products/images.js'
import { archiveProduct, createProduct, recoverProduct, updateProduct } from '../products/products.js'
import { collectionIds, imageJson, productJson, variantJson } from '../products/to-json.js'
import { createVariant, deleteVariant, updateVariant } from '../products/variants.js'
import { byDeletion, changed, onePage } from '../shop/lists.js'
import type { Product } from '../shop/types.js'
import { done, type Call, type Route } from './route.js'

const MOST_BY_IDS = 100

export function productRoutes(route: Route): void {
  route('GET', '/products', (call) =>
    onePage(filtered(call), call.query).map((product) => productJson(call.shop, product)),
  )
  route('GET', '/products/count', (call) => ({ count: filtered(call).length }))
  route('GET', '/products/by_ids', (call) =>
    String(call.query['product_ids'] ?? '')
      .split(',')
      .slice(0, MOST_BY_IDS)
      .flatMap((one) => call.shop.tables.products.get(id(one)) ?? [])
      .filter((product) => !product.archived)
      .map((product) => productJson(call.shop, product)),
  )
  route(
    'POST',
    '/products',
    (call) => show(call, createProduct(call.shop, unwrap(call.body, 'product'))),
    201,
  )
  route('GET', '/products/:id', (call) => show(call, alive(call)))
  route('PUT', '/products/:id', (call) =>
    show(call, updateProduct(call.shop, alive(call), unwrap(call.body, 'product'))),
  )
  route('DELETE', '/products/:id', (call) => {
    archiveProduct(call.shop, call.shop.tables.products.get(call.number('id')))
    return done
  })
  route('POST', '/products/:id/recover', (call) => {
    const product = call.shop.tables.products.get(call.number('id'))
    if (!product) throw notFound()
    // the answer still shows it archived; who reads it again sees it restored
    const answer = show(call, product)
    recoverProduct(call.shop, product)
    return answer
  })
  route('PUT', '/products/variants_group_update', (call) => groupUpdate(call.shop, record(call.body)))
}

export function variantRoutes(route: Route): void {
  const path = '/products/:productId/variants'
  route('GET', path, (call) =>
    onePage(alive(call, 'productId').variants, call.query).map((variant) => variantJson(call.shop, variant)),
  )
  route('GET', `${path}/:id`, (call) => {
    const variant = alive(call, 'productId').variants.find((candidate) => candidate.id === call.number('id'))
    if (!variant) throw notFound()
    return variantJson(call.shop, variant)
  })
  route(
    'POST',
    path,
    (call) => {
      const input = unwrap(call.body, 'variant')
      return variantJson(call.shop, createVariant(call.shop, alive(call, 'productId'), input))
    },
    201,
  )
  route('PUT', `${path}/:id`, (call) => {
    const input = unwrap(call.body, 'variant')
    return variantJson(
      call.shop,
      updateVariant(call.shop, alive(call, 'productId'), call.number('id'), input),
    )
  })
  route('DELETE', `${path}/:id`, (call) => {
    deleteVariant(call.shop, alive(call, 'productId'), call.number('id'))
    return done
  })
}

export function imageRoutes(route: Route): void {
  const path = '/products/:productId/images'
  route('GET', path, (call) => alive(call, 'productId').images.map((image) => imageJson(call.shop, image)))
  route('GET', `${path}/:id`, (call) =>
    imageJson(call.shop, findImage(alive(call, 'productId'), call.number('id'))),
  )
  route(
    'POST',
    path,
    async (call) => {
      const input = unwrap(call.body, 'image')
      return imageJson(call.shop, await createImage(call.shop, alive(call, 'productId'), input))
    },
    201,
  )
  route('PUT', `${path}/:id`, (call) => {
    const input = unwrap(call.body, 'image')
    return imageJson(call.shop, updateImage(call.shop, alive(call, 'productId'), call.number('id'), input))
  })
  route('DELETE', `${path}/:id`, (call) => {
    deleteImage(call.shop, alive(call, 'productId'), call.number('id'))
    return done
  })
}

function alive(call: Call, name = 'id'): Product {
  const product = call.shop.tables.products.get(call.number(name))
  if (!product || product.archived) throw notFound()
  return product
}

const show = (call: Call, product: Product) => productJson(call.shop, product)

function filtered(call: Call): Product[] {
  const products = byDeletion(call.shop.tables.products.rows(), call.query, (product) => product.archived)
  const title = text(call.query['filter[title]'])?.toLowerCase()
  const collection = text(call.query['collection_id'])
  return changed(products, call.query).filter(
    (product) =>
      (!title || product.title.toLowerCase().includes(title)) &&
      (!collection || collectionIds(call.shop, product).map(String).includes(collection)),
  )
}
