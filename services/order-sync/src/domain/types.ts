import type { OrderSettings } from '@skladbridge/contracts'

/** What order-sync knows of an order, in our own words. Money is in kopecks, time is RFC 3339. */
export interface AssortmentRef {
  kind: string
  id: string
}

export interface InsalesLine {
  id: string
  productId: string
  /** Empty when the shop has deleted it. */
  variantId: string
  sku: string
  barcode: string
  title: string
  quantity: number
  /** One unit before discounts and payment margin. */
  salePriceMinor: number
  /** One unit after them. */
  fullSalePriceMinor: number
  /** The line after them. */
  fullTotalPriceMinor: number
  /** The line before them. */
  totalPriceMinor: number
  /** Off the line, before margin. */
  discountsMinor: number
  /** Percent; -1 = without VAT. */
  vat: number
}

export interface InsalesOrder {
  id: string
  number: string
  /** Custom status permalink, or the system status where custom ones are off. */
  status: string
  systemStatus: string
  hasCustomStatuses: boolean
  /** RFC 3339; empty = never changed. */
  statusChangedAt: string
  /** pending | paid */
  financialStatus: string
  financialChangedAt: string
  lines: InsalesLine[]
  /** Before margin. */
  deliveryPriceMinor: number
  fullDeliveryPriceMinor: number
  /** Off the order by its discounts, margin included. */
  discountsMinor: number
  totalPriceMinor: number
  currency: string
  paymentGatewayId: string
  paymentTitle: string
  deliveryTitle: string
  deliveryAddress: string
  /** YYYY-MM-DD; empty = not chosen. */
  deliveryDate: string
  comment: string
  managerComment: string
  recipientName: string
  recipientPhone: string
  /** What the shop's own fields hold, by handle. */
  fields: Record<string, string>
  customer: InsalesCustomer
  createdAt: string
  updatedAt: string
}

export interface InsalesCustomer {
  id: string
  name: string
  lastName: string
  firstName: string
  middleName: string
  phone: string
  email: string
  kind: 'individual' | 'juridical'
  inn: string
  kpp: string
  legalAddress: string
}

export interface Position {
  id: string
  assortment: AssortmentRef
  quantity: number
  priceMinor: number
  /** Percent. */
  discount: number
  vat: number
  vatEnabled: boolean
  reserve: number
}

export interface Attribute {
  id: string
  type: AttributeType
  value: string
}

export type AttributeType = OrderSettings['attributes'][number]['type']

export interface MoyskladOrder {
  id: string
  name: string
  stateId: string
  agentId: string
  organizationId: string
  sumMinor: number
  payedSumMinor: number
  positions: Position[]
  attributes: Attribute[]
  updated: string
}

export interface Amount {
  quantity: number
  totalMinor: number
}

/** One of the goods that a line of the shop is in MoySklad; a bundle by components has several. */
export interface Part {
  assortment: AssortmentRef
  /** How many of it are in one. */
  per: number
  /** Its share of the price. */
  weight: number
}

/** One line as it stood when both sides were last settled. */
export interface BaseLine {
  /** inSales line id; `delivery` and `margin` for the services of these names; empty = only in MoySklad, by agreement. */
  lineId: string
  /** Usually one; more where the price of a unit is no whole number of kopecks, or a bundle stands as its components. */
  positionIds: string[]
  assortment: AssortmentRef
  /** Of a bundle that stands as its components. */
  parts?: Part[]
  /** Of its positions, when last settled: whether somebody has touched a price. */
  prices?: number[]
  /** Quantity 0 = not there, by agreement. Different from `moysklad` where one side cannot take over what the other has. */
  insales: Amount
  moysklad: Amount
}

/**
 * A line about to be written, remembered before the write: if the process dies in between, the next attempt knows its own
 * hand by it and does not take it for a person's edit.
 */
export interface PendingLine {
  /** The side that is written. */
  target: 'moysklad' | 'insales'
  /** Empty = the shop gives it an id. */
  lineId: string
  /** Empty = MoySklad gives them ids. */
  positionIds: string[]
  assortment: AssortmentRef
  parts?: Part[]
  /** Of its positions, as they are or will be. */
  prices?: number[]
  /** What will stand there; quantity 0 = the line will be gone. */
  amount: Amount
}

export interface PendingStatus {
  target: 'moysklad' | 'insales'
  /** What will be agreed on: as read where MoySklad is written, as wanted where the shop is. */
  insalesStatus: string
  /** The system status is wanted: the shop chooses a custom one for it. */
  bySystem?: boolean
  insalesPayment?: string
  moyskladStateId: string
}

/** A field about to be written, with what both sides said when that was decided. */
export interface PendingField extends FieldPair {
  target: 'moysklad' | 'insales'
  field: string
}

export interface FieldPair {
  insales: string
  moysklad: string
}

export interface PendingWrite {
  lines: PendingLine[]
  status?: PendingStatus
  fields?: PendingField[]
  /** Of a creation: the very request. It is repeated as it was, whatever the shop changed meanwhile; that goes over afterwards. */
  birth?: { positions: Position[]; stateId: string; attributes?: Attribute[] }
}

/** What both sides last agreed on: the third leg of the merge. */
export interface OrderBase {
  insalesStatus: string
  /** Absent = not known yet: as it is. */
  insalesPayment?: string
  moyskladStateId: string
  lines: BaseLine[]
  /** By handle. */
  fields?: Record<string, FieldPair>
}

/** Which MoySklad assortment each inSales variant is, and back. */
export interface VariantLinks {
  byVariant: ReadonlyMap<string, AssortmentRef>
  byAssortment: ReadonlyMap<string, string>
}

/** What is needed to say a line of the shop in MoySklad's terms. */
export interface LineTerms {
  links: VariantLinks
  /** Goods found for lines that no product is linked to, by `lineKey`. */
  found: ReadonlyMap<string, AssortmentRef>
  bundles: ReadonlyMap<string, readonly Part[]>
  delivery: AssortmentRef | undefined
  /** Undefined = the payment's margin stays inside the prices. */
  margin: AssortmentRef | undefined
  standIn: AssortmentRef | undefined
  reserve: boolean
}

export const DELIVERY_LINE = 'delivery'
export const MARGIN_LINE = 'margin'

/** Lines that the shop computes itself: it offers no way to write them. */
export const isComputedLine = (lineId: string): boolean => lineId === DELIVERY_LINE || lineId === MARGIN_LINE

/** A line whose variant the shop has deleted is known by itself. */
export const lineKey = (line: Pick<InsalesLine, 'id' | 'variantId'>): string =>
  line.variantId || `line-${line.id}`

/** Nothing more is delivered: what was reserved for it is free again. */
export const isCancelled = ({ systemStatus }: Pick<InsalesOrder, 'systemStatus'>): boolean =>
  systemStatus === 'declined' || systemStatus === 'returned'
