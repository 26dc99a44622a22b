import { orderSettingsSchema, type OrderSettings } from '@skladbridge/contracts'
import type { InsalesLine, InsalesOrder, MoyskladOrder, Position, VariantLinks } from '../domain/types.js'

export const insalesLine = (over: Partial<InsalesLine> = {}): InsalesLine => {
  const quantity = over.quantity ?? 1
  const unit = over.fullSalePriceMinor ?? over.salePriceMinor ?? 10_000
  return {
    id: 'line-1',
    productId: 'p1',
    variantId: 'v1',
    sku: '',
    title: 'Чай «Дарджилинг»',
    quantity,
    salePriceMinor: unit,
    fullSalePriceMinor: unit,
    fullTotalPriceMinor: unit * quantity,
    vat: -1,
    ...over,
  }
}

export function insalesOrder(over: Partial<InsalesOrder> = {}): InsalesOrder {
  const lines = over.lines ?? [insalesLine()]
  const fullDeliveryPriceMinor = over.fullDeliveryPriceMinor ?? 0
  return {
    id: '1001',
    number: '17',
    status: 'new',
    statusChangedAt: '',
    financialStatus: 'pending',
    lines,
    fullDeliveryPriceMinor,
    totalPriceMinor: lines.reduce((sum, line) => sum + line.fullTotalPriceMinor, fullDeliveryPriceMinor),
    deliveryTitle: 'Курьер',
    deliveryAddress: 'Москва',
    comment: '',
    customer: { id: 'c1', name: 'Иван', phone: '+79001234567', email: '', kind: 'individual', inn: '' },
    createdAt: '2026-11-01T10:00:00Z',
    updatedAt: '2026-11-01T10:00:00Z',
    ...over,
  }
}

export const position = (over: Partial<Position> = {}): Position => ({
  id: 'pos-1',
  assortment: { kind: 'product', id: 'a1' },
  quantity: 1,
  priceMinor: 10_000,
  discount: 0,
  vat: 0,
  vatEnabled: false,
  reserve: 0,
  ...over,
})

export const moyskladOrder = (over: Partial<MoyskladOrder> = {}): MoyskladOrder => ({
  id: 'ms-1',
  name: '17',
  stateId: 'state-new',
  sumMinor: 10_000,
  positions: [position()],
  updated: '2026-11-01T10:00:00Z',
  ...over,
})

/** v1 ↔ a1, v2 ↔ a2, … */
export function variantLinks(count = 4): VariantLinks {
  const ids = Array.from({ length: count }, (_, index) => index + 1)
  return {
    byVariant: new Map(ids.map((n) => [`v${n}`, { kind: 'product', id: `a${n}` }])),
    byAssortment: new Map(ids.map((n) => [`a${n}`, `v${n}`])),
  }
}

export const deliveryService = { kind: 'service', id: 'delivery-service' }

export const settings = (over: Partial<OrderSettings> = {}): OrderSettings => ({
  ...orderSettingsSchema.parse({}),
  syncOrders: true,
  statusMap: [
    { moyskladStateId: 'state-new', insalesStatus: 'new' },
    { moyskladStateId: 'state-done', insalesStatus: 'approved' },
    { moyskladStateId: 'state-sent', insalesStatus: 'dispatched' },
    { moyskladStateId: 'state-sent', insalesStatus: 'on-the-way' },
  ],
  ...over,
})
