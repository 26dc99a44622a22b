import { moysklad } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { mostRows } from '../domain/changes-cursor.js'
import { moyskladErrors } from '../errors.js'
import { createOrder, getOrders, listChangedOrders, updateOrder } from '../moysklad/orders/orders.js'
import { idOf, idsOf, limitOf, noLonger, numberFrom, oneOf, optionalId, optionalMoment } from './arguments.js'
import { asTheAskerSays, inAccount } from './in-account.js'

const mostAtOnce = 100
/** api/moysklad.md §1.3: elements of an array. */
const mostPositions = 1_000
const kinds = ['product', 'variant', 'bundle', 'service'] as const

export function ordersService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.OrdersService, {
    getMany: (request, call) => {
      const ids = idsOf(request.ids, 'ids', mostAtOnce)
      return inAccount(accounts, request, call, 'orders', (api) => getOrders(api, ids))
    },
    create: (request, call) => {
      checkNewOrder(request)
      return inAccount(accounts, request, call, 'orders', (api) => createOrder(api, request))
    },
    update: (request, call) => {
      idOf(request.id, 'id')
      optionalId(request.stateId ?? '', 'state_id')
      if (request.positions) checkPositions(request.positions.positions)
      return inAccount(accounts, request, call, 'orders', (api) => updateOrder(api, request))
    },
    listChanged: (request, call) => {
      limitOf(request.limit, mostRows)
      return inAccount(accounts, request, call, asTheAskerSays(call), (api) =>
        listChangedOrders(api, request),
      )
    },
  })
}

function checkNewOrder(order: moysklad.CreateOrderRequest): void {
  idOf(order.syncId, 'sync_id')
  idOf(order.organizationId, 'organization_id')
  idOf(order.agentId, 'agent_id')
  optionalId(order.storeId, 'store_id')
  optionalId(order.ownerId, 'owner_id')
  optionalId(order.groupId, 'group_id')
  optionalId(order.projectId, 'project_id')
  optionalId(order.salesChannelId, 'sales_channel_id')
  optionalId(order.stateId, 'state_id')
  optionalMoment(order.moment, 'moment')
  noLonger(order.name, 'name', 255)
  noLonger(order.externalCode, 'external_code', 255)
  noLonger(order.description, 'description', 4096)
  noLonger(order.shipmentAddress, 'shipment_address', 255)
  checkPositions(order.positions)
}

function checkPositions(positions: moysklad.Position[]): void {
  if (positions.length > mostPositions) {
    throw moyskladErrors.MOYSKLAD_ARGUMENT_WRONG({ field: 'positions', rule: `at most ${mostPositions}` })
  }
  for (const { id, assortment, quantity, priceMinor, reserve } of positions) {
    optionalId(id, 'positions.id')
    idOf(assortment?.id ?? '', 'positions.assortment')
    oneOf(assortment?.kind ?? '', 'positions.assortment.kind', kinds)
    numberFrom(quantity, 'positions.quantity', 0)
    numberFrom(priceMinor, 'positions.price_minor', 0)
    numberFrom(reserve, 'positions.reserve', 0)
  }
}
