import { AppError, type ErrorKind } from '@skladbridge/errors'
import { amountOf } from '../domain/line-value.js'
import type { AssortmentRef, InsalesOrder, MoyskladOrder, Part, Position } from '../domain/types.js'
import type { Each, InsalesOrders, MoyskladGoods, MoyskladOrders, NewOrder } from '../handlers/ports.js'
import { insalesLine, moyskladOrder } from './builders.js'

export interface StoredOrder extends MoyskladOrder {
  syncId: string
  externalCode: string
  moment: string
  made: NewOrder | undefined
}

export interface StoredPayment {
  id: string
  kind: string
  syncId: string
  orderId: string
  sumMinor: number
  posted: boolean
}

/** Lets an effect happen, or the process die before or after it, or the platform refuse it. */
export type Effect = <T>(name: string, apply: () => T) => T

export interface FakeWorld {
  effect: Effect
  calls: string[]
  shop: Map<string, InsalesOrder>
  stock: Map<string, StoredOrder>
  payments: StoredPayment[]
  /** syncId → counterparty. */
  customers: Map<string, string>
  /** Counterparties that a person deleted. */
  goneCustomers: Set<string>
  goods: Map<string, AssortmentRef[]>
  bundles: Map<string, Part[]>
  currencies: { byCode: Record<string, string>; own: string }
  organization: string | undefined
  tick(): string
}

export const refusal = (code: string, kind: ErrorKind = 'invalid'): AppError =>
  new AppError({ kind, code, message: code, text: `${code}.` })

/** The shop as its connector shows it. */
export function fakeInsales(world: FakeWorld): InsalesOrders {
  return {
    openReader: () => async (ids) => {
      world.calls.push('insales.get')
      const orders = ids.flatMap((id) => (world.shop.has(id) ? [[id, world.shop.get(id)!] as const] : []))
      return { orders: new Map(structuredClone(orders)), unreadable: new Map() }
    },
    async update(_connection, { id }, { status, bySystem, payment, lines, fields }) {
      return world.effect('insales.update', () => {
        const order = world.shop.get(id)
        if (!order) throw refusal('INSALES_NOT_FOUND', 'missing')
        const moment = world.tick()
        const changed: InsalesOrder = {
          ...order,
          ...(status ? { status, systemStatus: status, statusChangedAt: moment } : {}),
          ...(bySystem && status ? { systemStatus: status } : {}),
          ...(payment ? { financialStatus: payment, financialChangedAt: moment } : {}),
          fields: {
            ...order.fields,
            ...Object.fromEntries(fields.map(({ handle, value }) => [handle, value])),
          },
          lines: linesAfter(order, lines, world),
          updatedAt: moment,
        }
        world.shop.set(id, totalled(changed))
        return structuredClone(world.shop.get(id)!)
      })
    },
    listChanged: async () => ({ changed: [], cursor: '', more: false }),
  }
}

type LineChanges = Parameters<InsalesOrders['update']>[2]['lines']

function linesAfter(order: InsalesOrder, changes: LineChanges, world: FakeWorld): InsalesOrder['lines'] {
  const kept = order.lines.flatMap((line) => {
    const change = changes.find(({ id }) => id === line.id)
    if (change?.remove) return []
    const quantity = change?.quantity ?? line.quantity
    const unit = change?.salePriceMinor ?? line.fullSalePriceMinor
    return [
      insalesLine({
        ...line,
        quantity,
        salePriceMinor: unit,
        fullSalePriceMinor: unit,
        ...sumOf(unit, quantity),
      }),
    ]
  })
  const added = changes.flatMap(({ id, variantId, quantity = 1, salePriceMinor = 0 }) =>
    id === '' ? [insalesLine({ id: `line-${world.tick()}`, variantId, quantity, salePriceMinor })] : [],
  )
  return [...kept, ...added]
}

const sumOf = (unit: number, quantity: number) => ({
  fullTotalPriceMinor: unit * quantity,
  totalPriceMinor: unit * quantity,
})

/** The shop's own arithmetic. */
export const totalled = (order: InsalesOrder): InsalesOrder => ({
  ...order,
  totalPriceMinor: order.lines.reduce(
    (sum, line) => sum + line.fullTotalPriceMinor,
    order.fullDeliveryPriceMinor,
  ),
})

/** MoySklad as its connector shows it: a known syncId answers what was made before. */
export function fakeMoysklad(world: FakeWorld): MoyskladOrders {
  return {
    async getMany(_account, ids) {
      world.calls.push('moysklad.get')
      return new Map(
        ids.flatMap((id) => (world.stock.has(id) ? [[id, structuredClone(world.stock.get(id)!)]] : [])),
      )
    },
    async find(_account, { externalCodes = [], names = [] }) {
      world.calls.push('moysklad.find')
      return [...world.stock.values()].filter(
        (one) => externalCodes.includes(one.externalCode) || names.includes(one.name),
      )
    },
    createMany: async (_account, orders) =>
      world.effect('moysklad.create', () =>
        orders.map((order): Each<MoyskladOrder> => each(() => make(world, order))),
      ),
    updateMany: async (_account, changes) =>
      world.effect('moysklad.update', () =>
        changes.map(({ order, stateId, positions, attributes }): Each<MoyskladOrder> =>
          each(() => {
            const known = world.stock.get(order.id)
            if (!known) throw refusal('MOYSKLAD_NOT_FOUND', 'missing')
            return editStock(world, known.id, {
              ...(stateId === undefined ? {} : { stateId }),
              ...(positions ? { positions } : {}),
              attributes: [
                ...known.attributes.filter(({ id }) => attributes.every((a) => a.id !== id)),
                ...attributes,
              ],
            })
          }),
        ),
      ),
    listChanged: async () => ({ changed: [], cursor: '', more: false }),
    ...people(world),
    ...money(world),
  }
}

function people(world: FakeWorld): Pick<MoyskladOrders, 'findOrCreateCustomers'> {
  return {
    findOrCreateCustomers: async (_account, customers) =>
      world.effect('moysklad.customers', () =>
        customers.map(({ syncId }) => {
          const created = !world.customers.has(syncId)
          if (created) world.customers.set(syncId, `agent-${world.customers.size + 1}`)
          return { ok: { id: world.customers.get(syncId)!, created, matches: 1 } }
        }),
      ),
  }
}

function money(world: FakeWorld): Pick<MoyskladOrders, 'createPayments' | 'updatePayments'> {
  const recount = (orderId: string) => {
    const posted = world.payments.filter((one) => one.orderId === orderId && one.posted)
    const order = world.stock.get(orderId)
    if (order) order.payedSumMinor = posted.reduce((sum, { sumMinor }) => sum + sumMinor, 0)
  }
  return {
    createPayments: async (_account, list) =>
      world.effect('moysklad.pay', () =>
        list.map(({ syncId, kind, orderId, sumMinor }) => {
          const known = world.payments.find((one) => one.syncId === syncId)
          const payment = known ?? {
            id: `pay-${world.payments.length + 1}`,
            kind,
            syncId,
            orderId,
            sumMinor,
            posted: true,
          }
          if (!known) world.payments.push(payment)
          recount(orderId)
          return { ok: { id: payment.id } }
        }),
      ),
    updatePayments: async (_account, list) =>
      world.effect('moysklad.post', () =>
        list.map(({ id, posted }) => {
          const payment = world.payments.find((one) => one.id === id)
          if (!payment) return { error: refusal('MOYSKLAD_NOT_FOUND', 'missing') }
          payment.posted = posted
          recount(payment.orderId)
          return { ok: { id } }
        }),
      ),
  }
}

function make(world: FakeWorld, order: NewOrder): MoyskladOrder {
  if (world.goneCustomers.has(order.agentId)) throw refusal('MOYSKLAD_NOT_FOUND', 'missing')
  const known = [...world.stock.values()].find(({ syncId }) => syncId === order.syncId)
  if (known) return structuredClone(known)
  const id = `ms-${world.stock.size + 1}`
  const { name, stateId, syncId, externalCode, moment, agentId, organizationId, attributes } = order
  world.stock.set(id, {
    ...moyskladOrder({
      id,
      name,
      agentId,
      organizationId,
      attributes,
      stateId: stateId || 'state-new',
      positions: [],
    }),
    ...{ syncId, externalCode, moment, made: order },
  })
  return editStock(world, id, { positions: order.positions })
}

/** What a person or a request does to a customer order. */
export function editStock(world: FakeWorld, id: string, change: Partial<MoyskladOrder>): MoyskladOrder {
  const order = world.stock.get(id)!
  const positions = (change.positions ?? order.positions).map((position): Position => ({
    ...position,
    id: position.id || `pos-${world.tick()}`,
  }))
  const sumMinor = amountOf(positions).totalMinor
  world.stock.set(id, { ...order, ...change, positions, sumMinor, updated: world.tick() })
  return structuredClone(world.stock.get(id)!)
}

function each<T>(work: () => T): Each<T> {
  try {
    return { ok: work() }
  } catch (error) {
    if (error instanceof AppError) return { error }
    throw error
  }
}

export function fakeGoods(world: FakeWorld): MoyskladGoods {
  return {
    async find(_account, keys) {
      world.calls.push('goods.find')
      return keys.map(({ sku }) => world.goods.get(sku) ?? [])
    },
    getBundles: async (_account, ids) =>
      new Map(ids.flatMap((id) => (world.bundles.has(id) ? [[id, world.bundles.get(id)!]] : []))),
    ensureService: async (_account, _syncId, name) =>
      world.effect('moysklad.service', () => ({ kind: 'service', id: `service-${name}` })),
    firstOrganization: async () => world.organization,
    currencies: async () => world.currencies,
  }
}
