import { round } from '../answers.js'
import type { Discount, Order, OrderLine } from '../shop/types.js'

export interface LineTotals {
  total_price: number
  discounts_amount: number
  full_sale_price: number
  full_total_price: number
}

export interface OrderTotals {
  lines: Map<OrderLine, LineTotals>
  /** What each discount takes off, before and after the margin. */
  discounts: Map<Discount, { amount: number; full_amount: number }>
  items_price: number
  full_delivery_price: number
  total_price: number
  margin_amount: number
  total_profit: number
}

/**
 * Verified on real orders: `full_total_price` is the line after discounts and with the payment method's margin,
 * items_price = Σ full_total_price, total_price = items_price + full_delivery_price, the margin is taken of the
 * delivery too and margin_amount is both.
 */
export function orderTotals(order: Order): OrderTotals {
  const share = order.margin / 100
  const withMargin = (sum: number) => round(sum * (1 + share))
  const off = new Map(order.lines.map((line) => [line, 0]))
  const discounts = new Map(order.discounts.map((discount) => [discount, takeOff(order, discount, off)]))
  const lines = new Map(order.lines.map((line) => [line, lineTotals(line, off.get(line) ?? 0, withMargin)]))
  const sum = (pick: (totals: LineTotals) => number) =>
    round([...lines.values()].reduce((all, line) => all + pick(line), 0))
  const items_price = sum((line) => line.full_total_price)
  const full_delivery_price = withMargin(order.delivery_price)
  const beforeMargin = sum((line) => line.total_price - line.discounts_amount) + order.delivery_price
  const cost = order.lines.reduce((all, line) => all + (line.cost_price ?? 0) * line.quantity, 0)
  return {
    lines,
    discounts: new Map(
      [...discounts].map(([discount, amount]) => [discount, { amount, full_amount: withMargin(amount) }]),
    ),
    items_price,
    full_delivery_price,
    total_price: round(items_price + full_delivery_price),
    margin_amount: round(items_price + full_delivery_price - beforeMargin),
    total_profit: round(items_price - cost),
  }
}

function lineTotals(line: OrderLine, off: number, withMargin: (sum: number) => number): LineTotals {
  const total_price = round(line.sale_price * line.quantity)
  const full_total_price = withMargin(total_price - off)
  // rounded to kopecks: times the quantity it can miss full_total_price by some
  const full_sale_price = line.quantity === 0 ? 0 : round(full_total_price / line.quantity)
  return { total_price, discounts_amount: round(off), full_sale_price, full_total_price }
}

/** Adds what the discount takes off each of its lines to `off`; says how much it is in all. */
function takeOff(order: Order, discount: Discount, off: Map<OrderLine, number>): number {
  const lines = order.lines.filter((line) => appliesTo(discount, line))
  const sums = lines.map((line) => line.sale_price * line.quantity - (off.get(line) ?? 0))
  const all = sums.reduce((total, sum) => total + sum, 0)
  const amount = round(
    Math.min(discount.type_id === 1 ? (all * discount.discount) / 100 : discount.discount, all),
  )
  let left = amount
  lines.forEach((line, at) => {
    const isLast = at === lines.length - 1
    const part = isLast || all === 0 ? left : round((amount * (sums[at] ?? 0)) / all)
    left = round(left - part)
    off.set(line, (off.get(line) ?? 0) + part)
  })
  return lines.length === 0 ? 0 : amount
}

function appliesTo(discount: Discount, line: OrderLine): boolean {
  if (discount.line_ids.length > 0) return discount.line_ids.includes(line.id)
  if (discount.product_ids.length > 0) return discount.product_ids.includes(line.product_id ?? 0)
  return true
}
