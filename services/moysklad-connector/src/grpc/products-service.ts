import { moysklad } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { mostRows } from '../domain/changes-cursor.js'
import { getProducts, listChangedProducts } from '../moysklad/products/products.js'
import { ensureService } from '../moysklad/services/services.js'
import { filled, idOf, idsOf, limitOf } from './arguments.js'
import { asTheAskerSays, inAccount } from './in-account.js'

const mostAtOnce = 100

export function productsService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.ProductsService, {
    getMany: (request, call) => {
      const ids = idsOf(
        request.refs.map(({ id }) => id),
        'refs',
        mostAtOnce,
      )
      return inAccount(accounts, request, call, asTheAskerSays(call), (api) => getProducts(api, ids))
    },
    listChanged: (request, call) => {
      limitOf(request.limit, mostRows)
      return inAccount(accounts, request, call, asTheAskerSays(call), (api) =>
        listChangedProducts(api, request),
      )
    },
    ensureService: (request, call) => {
      const syncId = idOf(request.syncId, 'sync_id')
      const name = filled(request.name, 'name', 255)
      // asked for when an order needs it
      return inAccount(accounts, request, call, 'orders', (api) => ensureService(api, syncId, name))
    },
    listAll: () => notYet(),
    listVariants: () => notYet(),
    save: () => notYet(),
    ensureAttribute: () => notYet(),
    downloadImage: () => notYet(),
  })
}

function notYet(): never {
  throw new Error('UNIMPLEMENTED')
}
