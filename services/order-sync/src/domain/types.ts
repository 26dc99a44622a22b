/** What order-sync knows of an order, in our own words. Money is in kopecks, time is RFC 3339. */
export interface AssortmentRef {
  kind: string
  id: string
}

export interface InsalesLine {
  id: string
  productId: string
  variantId: string
  sku: string
  title: string
  quantity: number
  /** One unit before discounts and payment margin. */
  salePriceMinor: number
  /** One unit after them. */
  fullSalePriceMinor: number
  /** The line after them. */
  fullTotalPriceMinor: number
  vat: number
}

export interface InsalesOrder {
  id: string
  number: string
  /** Custom status permalink, or the system status where custom ones are off. */
  status: string
  /** RFC 3339; empty = never changed. */
  statusChangedAt: string
  financialStatus: string
  lines: InsalesLine[]
  fullDeliveryPriceMinor: number
  totalPriceMinor: number
  deliveryTitle: string
  deliveryAddress: string
  comment: string
  customer: {
    id: string
    name: string
    phone: string
    email: string
    kind: 'individual' | 'juridical'
    inn: string
  }
  createdAt: string
  updatedAt: string
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

export interface MoyskladOrder {
  id: string
  name: string
  stateId: string
  sumMinor: number
  positions: Position[]
  updated: string
}

export interface Amount {
  quantity: number
  totalMinor: number
}

/** One line as it stood when both sides were last settled. */
export interface BaseLine {
  /** inSales line id; `delivery` for the delivery service. */
  lineId: string
  /** Usually one; two where the price of a unit is no whole number of kopecks. */
  positionIds: string[]
  assortment: AssortmentRef
  /** Equal to `moysklad` but for what the shop has no way to take over (its price of delivery). */
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
  /** What will stand there; quantity 0 = the line will be gone. */
  amount: Amount
}

export interface PendingWrite {
  lines: PendingLine[]
  status?: { target: 'moysklad' | 'insales'; insalesStatus: string; moyskladStateId: string }
  /** Of a creation: the very request. It is repeated as it was, whatever the shop changed meanwhile; that goes over afterwards. */
  birth?: { positions: Position[]; stateId: string }
}

/** What both sides last agreed on: the third leg of the merge. */
export interface OrderBase {
  insalesStatus: string
  moyskladStateId: string
  lines: BaseLine[]
}

/** Which MoySklad assortment each inSales variant is, and back. */
export interface VariantLinks {
  byVariant: ReadonlyMap<string, AssortmentRef>
  byAssortment: ReadonlyMap<string, string>
}

export const DELIVERY_LINE = 'delivery'
