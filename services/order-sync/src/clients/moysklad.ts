import { moysklad } from '@skladbridge/proto'
import { connectGrpc, type Closable, type GrpcClient } from '@skladbridge/runtime'
import type { MoyskladGoods, MoyskladOrders } from '../handlers/ports.js'
import { toEach } from './each.js'
import { toMoyskladOrder, toNewOrder, toNewPayment } from './to-moysklad-order.js'

/** A page of a sweep. */
const PAGE = 100

const urgent = <T>(bounds: T) => ({ ...bounds, priority: 'orders' as const })

/** Customer orders and what they need, through moysklad-connector. */
export function createMoyskladClient(
  address: string,
): { orders: MoyskladOrders; goods: MoyskladGoods } & Closable {
  const options = { deadlineMs: 30_000 }
  const orders = connectGrpc(moysklad.OrdersService, address, options)
  const customers = connectGrpc(moysklad.CounterpartiesService, address, options)
  const payments = connectGrpc(moysklad.PaymentsService, address, options)
  const goods = connectGrpc(moysklad.OrderGoodsService, address, options)
  const products = connectGrpc(moysklad.ProductsService, address, options)
  const dictionaries = connectGrpc(moysklad.DictionariesService, address, options)
  const clients = [orders, customers, payments, goods, products, dictionaries]
  return {
    orders: { ...orderMethods(orders), ...customerMethods(customers), ...paymentMethods(payments) },
    goods: { ...goodsMethods(goods), ...accountMethods(products, dictionaries) },
    close: () => clients.forEach((each) => void each.close()),
  }
}

type OrderMethods = Pick<MoyskladOrders, 'getMany' | 'find' | 'createMany' | 'updateMany' | 'listChanged'>

function orderMethods(orders: GrpcClient<typeof moysklad.OrdersService>): OrderMethods {
  return {
    async getMany(accountId, ids, bounds) {
      const reply = await orders.getMany({ accountId, ids }, urgent(bounds))
      return new Map(
        reply.orders.filter((order) => !order.deleted).map((order) => [order.id, toMoyskladOrder(order)]),
      )
    },
    async find(accountId, { externalCodes = [], names = [] }, bounds) {
      const reply = await orders.find({ accountId, externalCodes, names }, urgent(bounds))
      return reply.orders.filter((order) => !order.deleted)
    },
    async createMany(accountId, list, bounds) {
      const reply = await orders.createMany({ accountId, orders: list.map(toNewOrder) }, urgent(bounds))
      return reply.outcomes.map(({ order, refusal }) => toEach(order, refusal, toMoyskladOrder))
    },
    async updateMany(accountId, list, bounds) {
      const changes = list.map(({ order, stateId, positions, attributes }) => ({
        id: order.id,
        name: order.name,
        stateId,
        positions: positions && { positions },
        attributes,
      }))
      const reply = await orders.updateMany({ accountId, changes }, urgent(bounds))
      return reply.outcomes.map(({ order, refusal }, at) =>
        toEach(order, refusal, (written) => {
          const now = toMoyskladOrder(written)
          return written.positionsKnown ? now : { ...now, positions: list[at]!.order.positions }
        }),
      )
    },
    async listChanged(accountId, { since, cursor }, bounds) {
      const page = await orders.listChanged({ accountId, updatedSince: since, cursor, limit: PAGE }, bounds)
      const changed = page.orders.map((order) => ({ id: order.id, version: order.updated }))
      return { changed, cursor: page.cursor, more: page.more }
    },
  }
}

function customerMethods(
  counterparties: GrpcClient<typeof moysklad.CounterpartiesService>,
): Pick<MoyskladOrders, 'findOrCreateCustomers'> {
  return {
    async findOrCreateCustomers(accountId, list, { matchBy, updateExisting, tags }, bounds) {
      const customers = list.map(({ identity: _, address: actualAddress, ...customer }) => ({
        ...customer,
        actualAddress,
        tags,
      }))
      const request = { accountId, customers, matchBy, updateExisting }
      const { outcomes } = await counterparties.findOrCreateMany(request, urgent(bounds))
      return outcomes.map(({ counterparty, refusal }) => toEach(counterparty, refusal, (found) => found))
    },
  }
}

function paymentMethods(
  payments: GrpcClient<typeof moysklad.PaymentsService>,
): Pick<MoyskladOrders, 'createPayments' | 'updatePayments'> {
  return {
    async createPayments(accountId, list, bounds) {
      const request = { accountId, payments: list.map(toNewPayment) }
      const { outcomes } = await payments.createMany(request, urgent(bounds))
      return outcomes.map(({ payment, refusal }) => toEach(payment, refusal, (made) => made))
    },
    async updatePayments(accountId, list, bounds) {
      const changes = list.map(({ id, kind, posted, description }) => ({
        ...{ id, kind, description },
        applicable: posted,
      }))
      const { outcomes } = await payments.updateMany({ accountId, changes }, urgent(bounds))
      return outcomes.map(({ payment, refusal }) => toEach(payment, refusal, (changed) => changed))
    },
  }
}

function goodsMethods(
  goods: GrpcClient<typeof moysklad.OrderGoodsService>,
): Pick<MoyskladGoods, 'find' | 'getBundles'> {
  return {
    async find(accountId, keys, bounds) {
      const { matches } = await goods.find({ accountId, keys }, urgent(bounds))
      return matches.map(({ refs }) => refs)
    },
    async getBundles(accountId, ids, bounds) {
      const { bundles } = await goods.getBundles({ accountId, ids }, urgent(bounds))
      return new Map(
        bundles.map(({ id, parts }) => [
          id,
          parts.flatMap(({ assortment, quantity, priceMinor }) =>
            assortment ? [{ assortment, per: quantity, weight: priceMinor }] : [],
          ),
        ]),
      )
    },
  }
}

function accountMethods(
  products: GrpcClient<typeof moysklad.ProductsService>,
  dictionaries: GrpcClient<typeof moysklad.DictionariesService>,
): Omit<MoyskladGoods, 'find' | 'getBundles'> {
  return {
    async ensureService(accountId, syncId, name, bounds) {
      const { id } = await products.ensureService({ accountId, syncId, name }, urgent(bounds))
      return { kind: 'service', id }
    },
    async firstOrganization(accountId, bounds) {
      const { entries } = await dictionaries.list({ accountId, kind: 'organizations' }, urgent(bounds))
      return entries.find((entry) => !entry.archived)?.id
    },
    async currencies(accountId, bounds) {
      const { entries } = await dictionaries.list({ accountId, kind: 'currencies' }, urgent(bounds))
      const own = entries.find(({ isDefault }) => isDefault)?.note ?? ''
      // where MoySklad names no own currency, the shop's roubles are it
      return { byCode: Object.fromEntries(entries.map(({ id, note }) => [note, id])), own: own || 'RUB' }
    },
  }
}
