import { moysklad } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { findGoods, getBundles } from '../moysklad/orders/goods.js'
import { idsOf, listOf, noLonger } from './arguments.js'
import { inAccount } from './in-account.js'

const mostAtOnce = 100

export function orderGoodsService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.OrderGoodsService, {
    find: (request, call) => {
      const keys = listOf(request.keys, 'keys', mostAtOnce)
      for (const { sku, barcode, externalCode } of keys)
        for (const value of [sku, barcode, externalCode]) noLonger(value, 'keys', 255)
      return inAccount(accounts, request, call, 'orders', async (api) => ({
        matches: await findGoods(api, keys),
      }))
    },
    getBundles: (request, call) => {
      const ids = idsOf(request.ids, 'ids', mostAtOnce)
      return inAccount(accounts, request, call, 'orders', async (api) => ({
        bundles: await getBundles(api, ids),
      }))
    },
  })
}
