import type { AppError } from '@skladbridge/errors'
import { orderErrors } from '../errors.js'
import { shareOut } from './spread.js'
import { roundedSum, splitLine, thousandths } from './split-line.js'
import type { Amount, AssortmentRef, InsalesLine, InsalesOrder, LineTerms, Part, Position } from './types.js'
import { DELIVERY_LINE, lineKey, MARGIN_LINE } from './types.js'

/** A line of the shop's order in MoySklad's terms. */
export interface LineValue extends Amount {
  lineId: string
  title: string
  assortment: AssortmentRef
  /** Of a bundle that stands as its components. */
  parts?: Part[]
  /** Percent; -1 = without VAT. */
  vat: number
}

export interface ReadLines {
  lines: LineValue[]
  problem?: AppError
}

/** The shop's lines, delivery and margin last; or the first line that no product is linked to. */
export function readInsalesLines(order: InsalesOrder, terms: LineTerms): ReadLines {
  const amounts = amountsOf(order, terms.margin !== undefined)
  const lines: LineValue[] = []
  for (const [at, line] of order.lines.entries()) {
    const assortment =
      terms.links.byVariant.get(line.variantId) ?? terms.found.get(lineKey(line)) ?? terms.standIn
    if (!assortment) {
      const about = { order: order.number, line: line.title, sku: line.sku || '—' }
      return { lines: [], problem: orderErrors.ORDERS_LINE_NOT_LINKED(about) }
    }
    lines.push(lineValue(line, assortment, amounts.lines[at]!, terms))
  }
  const { delivery, margin } = terms
  if (amounts.delivery > 0 && delivery) {
    lines.push(serviceLine(DELIVERY_LINE, order.deliveryTitle, delivery, amounts.delivery))
  }
  if (amounts.margin > 0 && margin) {
    lines.push(serviceLine(MARGIN_LINE, order.paymentTitle, margin, amounts.margin))
  }
  return { lines }
}

function lineValue(
  line: InsalesLine,
  assortment: AssortmentRef,
  totalMinor: number,
  { bundles }: LineTerms,
): LineValue {
  const parts = bundles.get(assortment.id)
  return {
    lineId: line.id,
    title: line.title,
    assortment,
    ...(parts && parts.length > 0 ? { parts: [...parts] } : {}),
    quantity: line.quantity,
    totalMinor,
    vat: line.vat,
  }
}

const serviceLine = (
  lineId: string,
  title: string,
  assortment: AssortmentRef,
  totalMinor: number,
): LineValue => ({
  ...{ lineId, title, assortment, quantity: 1, totalMinor, vat: -1 },
})

interface Amounts {
  lines: number[]
  delivery: number
  margin: number
}

/**
 * What each line costs the buyer. The shop's own sums have discounts and the payment's margin inside (api/insales.md §2.7);
 * with `marginApart` the margin is what the total has beyond lines and delivery without it. A discount of the whole order
 * that the lines do not show is taken off them by their share.
 */
function amountsOf(order: InsalesOrder, marginApart: boolean): Amounts {
  const inside: Amounts = {
    lines: order.lines.map((line) => line.fullTotalPriceMinor),
    delivery: order.fullDeliveryPriceMinor,
    margin: 0,
  }
  if (marginApart) {
    const apart: Amounts = {
      lines: order.lines.map((line) => line.totalPriceMinor - line.discountsMinor),
      delivery: order.deliveryPriceMinor,
      margin: 0,
    }
    const margin = order.totalPriceMinor - sumOf(apart)
    // a payment method that makes it cheaper is no service: MoySklad's prices are not below 0
    if (margin > 0 && margin === sumOf(inside) - sumOf(apart)) return { ...apart, margin }
  }
  const off = sumOf(inside) - order.totalPriceMinor
  const goods = inside.lines.reduce((sum, line) => sum + line, 0)
  if (off <= 0 || off > order.discountsMinor || off > goods) return inside
  const shares = shareOut(off, inside.lines)
  return { ...inside, lines: inside.lines.map((line, at) => line - shares[at]!) }
}

const sumOf = ({ lines, delivery }: Amounts): number => lines.reduce((sum, line) => sum + line, delivery)

/** What MoySklad makes of positions: Σ of sums rounded one by one. Quantity NaN = components that make no whole bundle. */
export function amountOf(positions: readonly Position[], parts?: readonly Part[]): Amount {
  const totalMinor = positions.reduce((sum, p) => sum + roundedSum(p.quantity, p.priceMinor, p.discount), 0)
  const sum = (rows: readonly Position[]) => thousandths(rows.reduce((all, p) => all + p.quantity, 0))
  if (!parts) return { quantity: sum(positions), totalMinor }
  const bundles = parts.map(({ assortment, per }) =>
    thousandths(sum(positions.filter((p) => p.assortment.id === assortment.id)) / per),
  )
  const [quantity = NaN] = bundles
  return { quantity: bundles.every((each) => each === quantity) ? quantity : NaN, totalMinor }
}

export const sameAmount = (a: Amount, b: Amount): boolean =>
  a.quantity === b.quantity && a.totalMinor === b.totalMinor

export interface PartPiece {
  assortment: AssortmentRef
  quantity: number
  priceMinor: number
}

/** All positions a line makes, without ids: its components' shares, each split so that the sum is exact. */
export function piecesOf(
  line: Pick<LineValue, 'assortment' | 'parts' | 'quantity' | 'totalMinor'>,
): PartPiece[] {
  const parts = line.parts ?? [{ assortment: line.assortment, per: 1, weight: 1 }]
  const shares = shareOut(
    line.totalMinor,
    parts.map(({ weight, per }) => weight * per),
  )
  return parts.flatMap(({ assortment, per }, at) =>
    splitLine(thousandths(line.quantity * per), shares[at]!).map((piece) => ({ assortment, ...piece })),
  )
}

/** Positions for a line; they keep the ids of the old ones, and their reserves where a person set them. */
export function positionsFor(line: LineValue, old: readonly Position[], reserve: boolean): Position[] {
  const free = [...old]
  return piecesOf(line).map(({ assortment, quantity, priceMinor }) => {
    const at = free.findIndex((position) => position.assortment.id === assortment.id)
    const before = at < 0 ? undefined : free.splice(at, 1)[0]
    return {
      id: before?.id ?? '',
      assortment,
      quantity,
      priceMinor,
      discount: 0,
      vat: Math.max(line.vat, 0),
      vatEnabled: line.vat >= 0,
      reserve: reserveFor(assortment, quantity, before, reserve),
    }
  })
}

/** What was reserved in full stays so; a person's own figure stays. */
function reserveFor(
  assortment: AssortmentRef,
  quantity: number,
  before: Position | undefined,
  reserve: boolean,
): number {
  if (assortment.kind === 'service') return 0
  if (!before) return reserve ? quantity : 0
  return before.reserve > 0 && before.reserve === before.quantity ? quantity : before.reserve
}
