import { insales } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Shops } from '../connections/shops.js'
import { listDictionary } from '../insales/dictionaries/dictionaries.js'
import { inShop } from './in-shop.js'

/** Asked by the page, with a person waiting. */
export function dictionariesService({ shops }: { shops: Shops }): GrpcBinding {
  return grpcService(insales.DictionariesService, {
    list: (request, call) =>
      inShop(shops, request, call, 'orders', async ({ shop }) => ({
        entries: await listDictionary(shop, request.kind),
      })),
  })
}
