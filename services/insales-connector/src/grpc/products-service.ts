import { insales } from '@skladbridge/proto'
import { grpcService, type CallContext, type GrpcBinding } from '@skladbridge/runtime'
import type { Marks } from '../connections/marks.js'
import type { OpenShop, Shops } from '../connections/shops.js'
import {
  findProductByMark,
  getProducts,
  listChangedProducts,
  updateProduct,
} from '../insales/products/products.js'
import { toProduct } from '../insales/products/to-product.js'
import { updateVariants } from '../insales/variants/variants.js'
import { momentFromIso } from '../domain/moment.js'
import { insalesErrors } from '../errors.js'
import { amountOf, filled, idOf, idsOf, quantityOf } from './arguments.js'
import { inShop } from './in-shop.js'

/** `FindByMark` answers it when there is none. */
const noProduct = insales.Product.fromPartial({})

const later = {
  listAll: notYet,
  archive: notYet,
  recover: notYet,
  addToCollection: notYet,
  removeFromCollection: notYet,
  addImage: notYet,
  moveImage: notYet,
  deleteImage: notYet,
}

export function productsService({ shops, marks }: { shops: Shops; marks: Marks }): GrpcBinding {
  return grpcService(insales.ProductsService, {
    getMany: (request, call) => {
      const ids = idsOf(request.ids, 'ids')
      return inShop(shops, request, call, call.priority, (open) => getMany(open, ids))
    },
    findByMark: (request, call) => findByMark(shops, marks, request, call),
    create: (request, call) => {
      filled(request.mark, 'mark', 64)
      filled(request.title, 'title', 1_000)
      amountOf(request.priceMinor, 'price_minor')
      return inShop(shops, request, call, call.priority, async (open) => {
        const { product, markFieldId } = await marks.create(open, request)
        return toProduct(product, markFieldId)
      })
    },
    update: (request, call) => {
      idOf(request.id, 'id')
      return inShop(shops, request, call, call.priority, async ({ shop, record }) =>
        toProduct(await updateProduct(shop, request), record.markFieldId),
      )
    },
    updateVariants: (request, call) => {
      request.variants.forEach(checkVariant)
      return inShop(shops, request, call, call.priority, async ({ shop }) => ({
        requests: await updateVariants(shop, request.variants),
      }))
    },
    listChanged: (request, call) =>
      inShop(shops, request, call, call.priority, async ({ shop, record }) => {
        const { records, cursor, more } = await listChangedProducts(shop, request)
        return { products: records.map((product) => toProduct(product, record.markFieldId)), cursor, more }
      }),
    ...later,
  })
}

function notYet(): never {
  throw new Error('UNIMPLEMENTED')
}

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

function checkVariant(update: insales.VariantUpdate): void {
  idOf(update.id, 'variants.id')
  amountOf(update.priceMinor, 'variants.price_minor')
  amountOf(update.oldPriceMinor, 'variants.old_price_minor')
  amountOf(update.costPriceMinor, 'variants.cost_price_minor')
  quantityOf(update.quantity, 'variants.quantity')
}
