import { insales } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Shops } from '../connections/shops.js'
import {
  createCollection,
  listCollections,
  toCollection,
  updateCollection,
} from '../insales/collections/collections.js'
import { filled, idOf } from './arguments.js'
import { inShop } from './in-shop.js'

export function collectionsService({ shops }: { shops: Shops }): GrpcBinding {
  return grpcService(insales.CollectionsService, {
    list: (request, call) =>
      inShop(shops, request, call, call.priority, async ({ shop }) => ({
        collections: (await listCollections(shop)).map(toCollection),
      })),
    create: (request, call) => {
      filled(request.title, 'title', 1_000)
      if (request.parentId !== '') idOf(request.parentId, 'parent_id')
      return inShop(shops, request, call, call.priority, async ({ shop }) =>
        toCollection(await createCollection(shop, request)),
      )
    },
    update: (request, call) => {
      idOf(request.id, 'id')
      if (request.parentId) idOf(request.parentId, 'parent_id')
      return inShop(shops, request, call, call.priority, async ({ shop }) =>
        toCollection(await updateCollection(shop, request)),
      )
    },
  })
}
