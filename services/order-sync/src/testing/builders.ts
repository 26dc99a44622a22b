import { orderSettingsSchema, type OrderSettings } from '@skladbridge/contracts'
import type {
  InsalesLine,
  InsalesOrder,
  LineTerms,
  MoyskladOrder,
  Position,
  VariantLinks,
} from '../domain/types.js'

export const insalesLine = (over: Partial<InsalesLine> = {}): InsalesLine => {
  const quantity = over.quantity ?? 1
  const unit = over.fullSalePriceMinor ?? over.salePriceMinor ?? 10_000
  const fullTotalPriceMinor = Math.round(unit * quantity)
  return {
    ...{ id: 'line-1', productId: 'p1', variantId: 'v1', sku: 'TEA', barcode: '', title: 'Чай «Дарджилинг»' },
    quantity,
    salePriceMinor: unit,
    fullSalePriceMinor: unit,
    fullTotalPriceMinor,
    totalPriceMinor: over.fullTotalPriceMinor ?? fullTotalPriceMinor,
    discountsMinor: 0,
    vat: -1,
    ...over,
  }
}

export const insalesCustomer = (over: Partial<InsalesOrder['customer']> = {}): InsalesOrder['customer'] => ({
  ...{ id: 'c1', name: 'Иванов Иван', lastName: 'Иванов', firstName: 'Иван', middleName: '' },
  ...{ phone: '+79001234567', email: '', kind: 'individual' as const, inn: '', kpp: '', legalAddress: '' },
  ...over,
})

export function insalesOrder(over: Partial<InsalesOrder> = {}): InsalesOrder {
  const lines = over.lines ?? [insalesLine()]
  const fullDeliveryPriceMinor = over.fullDeliveryPriceMinor ?? 0
  const status = over.status ?? 'new'
  return {
    ...{
      id: '1001',
      number: '17',
      status,
      systemStatus: status,
      hasCustomStatuses: true,
      statusChangedAt: '',
    },
    ...{ financialStatus: 'pending', financialChangedAt: '', paymentGatewayId: 'g1', paymentTitle: 'Картой' },
    lines,
    deliveryPriceMinor: fullDeliveryPriceMinor,
    fullDeliveryPriceMinor,
    discountsMinor: 0,
    totalPriceMinor: lines.reduce((sum, line) => sum + line.fullTotalPriceMinor, fullDeliveryPriceMinor),
    ...{ currency: 'RUR', deliveryTitle: 'Курьер', deliveryAddress: 'Москва', deliveryDate: '' },
    ...{ comment: '', managerComment: '', recipientName: 'Иванов Иван', recipientPhone: '+79001234567' },
    fields: {},
    customer: insalesCustomer(),
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
  agentId: 'agent-1',
  organizationId: 'org-1',
  sumMinor: 10_000,
  payedSumMinor: 0,
  positions: [position()],
  attributes: [],
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

export const lineTerms = (over: Partial<LineTerms> = {}): LineTerms => ({
  links: variantLinks(),
  found: new Map(),
  bundles: new Map(),
  delivery: deliveryService,
  margin: undefined,
  standIn: undefined,
  reserve: false,
  ...over,
})

const row = (
  moyskladStateId: string,
  insalesStatus: string,
  of: 'status' | 'system' | 'payment' = 'status',
) => ({
  ...{ moyskladStateId, insalesStatus, of },
})

export const settings = (over: Partial<OrderSettings> = {}): OrderSettings => ({
  ...orderSettingsSchema.parse({}),
  syncOrders: true,
  statusMap: [
    row('state-new', 'new'),
    row('state-done', 'approved'),
    row('state-sent', 'dispatched'),
    row('state-sent', 'on-the-way'),
    row('state-paid', 'paid', 'payment'),
  ],
  ...over,
})
