import { connectionId } from '@skladbridge/contracts'
import type { Upstream } from '@skladbridge/http-client'
import { insales } from '@skladbridge/proto'
import {
  grpcService,
  type CallContext,
  type GrpcBinding,
  type GrpcImplementation,
} from '@skladbridge/runtime'
import type { Marks } from '../connections/marks.js'
import type { OpenShop, Shops } from '../connections/shops.js'
import { momentFromIso } from '../domain/moment.js'
import { insalesErrors } from '../errors.js'
import { addToCollection, removeFromCollection } from '../insales/collects/collects.js'
import { downloadImage } from '../insales/images/download-image.js'
import { addImage, deleteImage, moveImage } from '../insales/images/images.js'
import { renameOption } from '../insales/options/rename-option.js'
import {
  archiveProduct,
  findProductByMark,
  getProducts,
  listAllProducts,
  listChangedProducts,
  recoverProduct,
} from '../insales/products/products.js'
import { toImage, toProduct } from '../insales/products/to-product.js'
import { updateProduct } from '../insales/products/write-product.js'
import { updateVariants } from '../insales/variants/variants.js'
import { filled, idOf, idsOf } from './arguments.js'
import { inShop, openShop } from './in-shop.js'
import { checkCreate, checkImage, checkUpdate, checkVariantUpdate, positionOf } from './product-arguments.js'

export interface ProductsServiceDeps {
  shops: Shops
  marks: Marks
  /** For pictures, see `createShopFilesUpstream`. */
  files: Upstream
}

/** `FindByMark` answers it when there is none. */
const noProduct = insales.Product.fromPartial({})

export function productsService({ shops, marks, files }: ProductsServiceDeps): GrpcBinding {
  return grpcService(insales.ProductsService, {
    ...reading(shops, marks),
    ...writing(shops, marks),
    ...naming(shops),
    ...placing(shops),
    ...picturing(shops),
    ...downloading(shops, files),
  })
}

type Methods = GrpcImplementation<typeof insales.ProductsService>

const reading = (
  shops: Shops,
  marks: Marks,
): Pick<Methods, 'getMany' | 'findByMark' | 'listChanged' | 'listAll'> => ({
  getMany: (request, call) => {
    const ids = idsOf(request.ids, 'ids')
    return inShop(shops, request, call, call.priority, (open) => getMany(open, ids))
  },
  findByMark: (request, call) => findByMark(shops, marks, request, call),
  listChanged: (request, call) =>
    inShop(shops, request, call, call.priority, async ({ shop, record }) => {
      const { records, cursor, more } = await listChangedProducts(shop, request)
      return { products: records.map((product) => toProduct(product, record.markFieldId)), cursor, more }
    }),
  async *listAll(request, call) {
    const { shop, record } = await openShop(shops, request, call, call.priority)
    for await (const { records, cursor } of listAllProducts(shop, request)) {
      yield { products: records.map((product) => toProduct(product, record.markFieldId)), cursor }
    }
  },
})

const writing = (
  shops: Shops,
  marks: Marks,
): Pick<Methods, 'create' | 'update' | 'updateVariants' | 'archive' | 'recover'> => ({
  create: (request, call) => {
    checkCreate(request)
    return inShop(shops, request, call, call.priority, async (open) => {
      const { product, markFieldId } = await marks.create(open, request)
      return toProduct(product, markFieldId)
    })
  },
  update: (request, call) => {
    checkUpdate(request)
    return inShop(shops, request, call, call.priority, async ({ shop, record }) =>
      toProduct(await updateProduct(shop, request), record.markFieldId),
    )
  },
  updateVariants: (request, call) => {
    request.variants.forEach(checkVariantUpdate)
    return inShop(shops, request, call, call.priority, async ({ shop }) => ({
      requests: await updateVariants(shop, request.variants),
    }))
  },
  archive: (request, call) => {
    const id = idOf(request.id, 'id')
    return inShop(shops, request, call, call.priority, async ({ shop }) => {
      await archiveProduct(shop, id)
      return {}
    })
  },
  recover: (request, call) => {
    const id = idOf(request.id, 'id')
    return inShop(shops, request, call, call.priority, async ({ shop, record }) =>
      toProduct(await recoverProduct(shop, id), record.markFieldId),
    )
  },
})

const naming = (shops: Shops): Pick<Methods, 'renameOption'> => ({
  renameOption: (request, call) => {
    const from = filled(request.from, 'from', 255)
    const to = filled(request.to, 'to', 255)
    return inShop(shops, request, call, call.priority, async ({ shop }) => ({
      outcome: await renameOption(shop, from, to),
    }))
  },
})

const placing = (shops: Shops): Pick<Methods, 'addToCollection' | 'removeFromCollection'> => {
  const act = (work: typeof addToCollection) => (request: insales.CollectRequest, call: CallContext) => {
    const productId = idOf(request.productId, 'product_id')
    const collectionId = idOf(request.collectionId, 'collection_id')
    return inShop(shops, request, call, call.priority, async ({ shop }) => {
      await work(shop, productId, collectionId)
      return {}
    })
  }
  return { addToCollection: act(addToCollection), removeFromCollection: act(removeFromCollection) }
}

const picturing = (shops: Shops): Pick<Methods, 'addImage' | 'moveImage' | 'deleteImage'> => ({
  addImage: (request, call) => {
    checkImage(request)
    return inShop(shops, request, call, call.priority, async ({ shop }) =>
      toImage(await addImage(shop, request)),
    )
  },
  moveImage: (request, call) => {
    idOf(request.productId, 'product_id')
    idOf(request.imageId, 'image_id')
    positionOf(request.position, 1)
    return inShop(shops, request, call, call.priority, async ({ shop }) =>
      toImage(await moveImage(shop, request)),
    )
  },
  deleteImage: (request, call) => {
    const productId = idOf(request.productId, 'product_id')
    const imageId = idOf(request.imageId, 'image_id')
    return inShop(shops, request, call, call.priority, async ({ shop }) => {
      await deleteImage(shop, productId, imageId)
      return {}
    })
  },
})

const downloading = (shops: Shops, files: Upstream): Pick<Methods, 'downloadImage'> => ({
  async *downloadImage(request, call) {
    const url = filled(request.url, 'url', 2_048)
    // a connection that is not there or was refused reads no pictures either
    const { record } = await openShop(shops, request, call, call.priority)
    const { deadline, signal } = call
    yield* downloadImage(files, { account: connectionId(record.key), url, deadline, signal })
  },
})

async function getMany({ shop, record }: OpenShop, ids: string[]): Promise<insales.GetProductsResponse> {
  const found = await getProducts(shop, ids)
  const there = new Set(found.map((product) => product.id))
  return {
    products: found.map((product) => toProduct(product, record.markFieldId)),
    missingIds: ids.filter((id) => !there.has(id)),
  }
}

function findByMark(
  shops: Shops,
  marks: Marks,
  request: insales.FindByMarkRequest,
  call: CallContext,
): Promise<insales.Product> {
  const mark = filled(request.mark, 'mark', 64)
  const since = momentFromIso(request.since)
  if (!since) throw insalesErrors.INSALES_ARGUMENT_WRONG({ field: 'since', rule: 'is not RFC 3339' })
  return inShop(shops, request, call, call.priority, async (open) => {
    const markFieldId = await marks.find(open)
    if (markFieldId === undefined) return noProduct
    const found = await findProductByMark(open.shop, { mark, since, markFieldId })
    return found ? toProduct(found, markFieldId) : noProduct
  })
}
