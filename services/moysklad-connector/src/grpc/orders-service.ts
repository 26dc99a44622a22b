import { moysklad } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { mostRows } from '../domain/changes-cursor.js'
import { eachChecked } from '../moysklad/outcomes.js'
import {
  createOrders,
  findOrders,
  getOrders,
  listChangedOrders,
  mostAtOnce,
  toOutcome,
  updateOrders,
} from '../moysklad/orders/orders.js'
import { idsOf, limitOf, listOf, textsOf } from './arguments.js'
import { checkNewOrder, checkOrderChange } from './check-order.js'
import { asTheAskerSays, inAccount } from './in-account.js'

export function ordersService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.OrdersService, {
    getMany: (request, call) => {
      const ids = idsOf(request.ids, 'ids', mostAtOnce)
      return inAccount(accounts, request, call, 'orders', (api) => getOrders(api, ids))
    },
    find: (request, call) => {
      textsOf(request.externalCodes, 'external_codes', mostAtOnce)
      textsOf(request.names, 'names', 2 * mostAtOnce)
      return inAccount(accounts, request, call, 'orders', async (api) => ({
        orders: await findOrders(api, request),
      }))
    },
    createMany: (request, call) => {
      const orders = listOf(request.orders, 'orders', mostAtOnce)
      return inAccount(accounts, request, call, 'orders', async (api) => {
        const saved = await eachChecked(orders, checkNewOrder, (good) => createOrders(api, good))
        return { outcomes: saved.map(toOutcome) }
      })
    },
    updateMany: (request, call) => {
      const changes = listOf(request.changes, 'changes', mostAtOnce)
      return inAccount(accounts, request, call, 'orders', async (api) => {
        const saved = await eachChecked(changes, checkOrderChange, (good) => updateOrders(api, good))
        return { outcomes: saved.map(toOutcome) }
      })
    },
    listChanged: (request, call) => {
      limitOf(request.limit, mostRows)
      return inAccount(accounts, request, call, asTheAskerSays(call), (api) =>
        listChangedOrders(api, request),
      )
    },
  })
}
