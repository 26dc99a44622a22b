import type { AppError } from '@skladbridge/errors'
import { orderErrors } from '../errors.js'
import { roundedSum, splitLine } from './split-line.js'
import type { Amount, AssortmentRef, InsalesLine, InsalesOrder, Position, VariantLinks } from './types.js'
import { DELIVERY_LINE } from './types.js'

/** A line of the shop's order in MoySklad's terms. */
export interface LineValue extends Amount {
  lineId: string
  title: string
  assortment: AssortmentRef
  /** Percent; -1 = without VAT. */
  vat: number
}

/** The shop's lines, delivery last; or the first line that no product is linked to. */
export function readInsalesLines(
  order: InsalesOrder,
  links: VariantLinks,
  deliveryService: AssortmentRef | undefined,
): { lines: LineValue[]; problem?: AppError } {
  const lines: LineValue[] = []
  for (const line of order.lines) {
    const assortment = links.byVariant.get(line.variantId)
    if (!assortment) {
      return {
        lines: [],
        problem: orderErrors.ORDERS_LINE_NOT_LINKED({ order: order.number, line: line.title }),
      }
    }
    lines.push(lineValue(line, assortment))
  }
  if (order.fullDeliveryPriceMinor > 0 && deliveryService) lines.push(deliveryValue(order, deliveryService))
  return { lines }
}

const lineValue = (line: InsalesLine, assortment: AssortmentRef): LineValue => ({
  lineId: line.id,
  title: line.title,
  assortment,
  quantity: line.quantity,
  totalMinor: line.fullTotalPriceMinor,
  vat: line.vat,
})

const deliveryValue = (order: InsalesOrder, assortment: AssortmentRef): LineValue => ({
  lineId: DELIVERY_LINE,
  title: order.deliveryTitle,
  assortment,
  quantity: 1,
  totalMinor: order.fullDeliveryPriceMinor,
  vat: -1,
})

/** What MoySklad makes of positions: Σ of sums rounded one by one. */
export const amountOf = (positions: readonly Position[]): Amount => ({
  // quantities have at most three decimals on both sides
  quantity: Math.round(positions.reduce((sum, p) => sum + p.quantity, 0) * 1000) / 1000,
  totalMinor: positions.reduce((sum, p) => sum + roundedSum(p.quantity, p.priceMinor, p.discount), 0),
})

export const sameAmount = (a: Amount, b: Amount): boolean =>
  a.quantity === b.quantity && a.totalMinor === b.totalMinor

/** Positions for a line; they keep the ids and reserves of the old ones. Undefined when no whole prices add up to it. */
export function positionsFor(line: LineValue, old: readonly Position[] = []): Position[] | undefined {
  return splitLine(line.quantity, line.totalMinor)?.map((part, index) => ({
    id: old[index]?.id ?? '',
    assortment: line.assortment,
    quantity: part.quantity,
    priceMinor: part.priceMinor,
    discount: 0,
    vat: Math.max(line.vat, 0),
    vatEnabled: line.vat >= 0,
    reserve: old[index]?.reserve ?? 0,
  }))
}
