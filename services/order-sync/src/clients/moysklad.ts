import { moysklad } from '@skladbridge/proto'
import { connectGrpc, type Closable, type GrpcClient } from '@skladbridge/runtime'
import type { MoyskladOrder, Position } from '../domain/types.js'
import type { MoyskladOrders, NewOrder } from '../handlers/ports.js'

/** A page of a sweep. */
const PAGE = 100

/** Customer orders and what they need, through moysklad-connector. */
export function createMoyskladClient(address: string): { orders: MoyskladOrders } & Closable {
  const options = { deadlineMs: 30_000 }
  const orders = connectGrpc(moysklad.OrdersService, address, options)
  const counterparties = connectGrpc(moysklad.CounterpartiesService, address, options)
  const products = connectGrpc(moysklad.ProductsService, address, options)
  const dictionaries = connectGrpc(moysklad.DictionariesService, address, options)
  const client: MoyskladOrders = {
    ...orderMethods(orders),
    ...partMethods(counterparties, products, dictionaries),
  }
  const clients = [orders, counterparties, products, dictionaries]
  return { orders: client, close: () => clients.forEach((each) => void each.close()) }
}

type OrderMethods = Pick<MoyskladOrders, 'getMany' | 'create' | 'update' | 'listChanged'>

const urgent = <T>(bounds: T) => ({ ...bounds, priority: 'orders' as const })

function orderMethods(orders: GrpcClient<typeof moysklad.OrdersService>): OrderMethods {
  return {
    async getMany(accountId, ids, bounds) {
      const reply = await orders.getMany({ accountId, ids }, urgent(bounds))
      return new Map(
        reply.orders.filter((order) => !order.deleted).map((order) => [order.id, toOrder(order)]),
      )
    },
    async create(accountId, order, bounds) {
      return toOrder(await orders.create(toCreateRequest(accountId, order), urgent(bounds)))
    },
    async update(accountId, id, { stateId, positions }, bounds) {
      const request = { accountId, id, stateId, positions: positions && { positions } }
      return toOrder(await orders.update(request, urgent(bounds)))
    },
    async listChanged(accountId, { since, cursor }, bounds) {
      const page = await orders.listChanged({ accountId, updatedSince: since, cursor, limit: PAGE }, bounds)
      const changed = page.orders.map((order) => ({ id: order.id, updated: order.updated }))
      return { changed, cursor: page.cursor, more: page.more }
    },
  }
}

/** What an order needs besides itself. */
function partMethods(
  counterparties: GrpcClient<typeof moysklad.CounterpartiesService>,
  products: GrpcClient<typeof moysklad.ProductsService>,
  dictionaries: GrpcClient<typeof moysklad.DictionariesService>,
): Omit<MoyskladOrders, keyof OrderMethods> {
  return {
    async findOrCreateCustomer(
      accountId,
      syncId,
      { identity: _identity, address: actualAddress, ...customer },
      bounds,
    ) {
      return counterparties.findOrCreate({ accountId, syncId, actualAddress, ...customer }, urgent(bounds))
    },
    async ensureService(accountId, syncId, name, bounds) {
      const { id } = await products.ensureService({ accountId, syncId, name }, urgent(bounds))
      return { kind: 'service', id }
    },
    async firstOrganization(accountId, bounds) {
      const { entries } = await dictionaries.list({ accountId, kind: 'organizations' }, urgent(bounds))
      return entries.find((entry) => !entry.archived)?.id
    },
  }
}

function toCreateRequest(accountId: string, { settings, ...order }: NewOrder): moysklad.CreateOrderRequest {
  return {
    ...order,
    accountId,
    storeId: settings.storeId ?? '',
    ownerId: settings.ownerId ?? '',
    groupId: settings.groupId ?? '',
    projectId: settings.projectId ?? '',
    salesChannelId: settings.salesChannelId ?? '',
    // prices of the shop are what the customer pays
    vatEnabled: true,
    vatIncluded: true,
  }
}

const toOrder = (order: moysklad.Order): MoyskladOrder => ({
  id: order.id,
  name: order.name,
  stateId: order.stateId,
  sumMinor: order.sumMinor,
  positions: order.positions.map(toPosition),
  updated: order.updated,
})

const toPosition = ({ assortment, ...position }: moysklad.Position): Position => ({
  ...position,
  assortment: assortment ?? { kind: '', id: '' },
})
