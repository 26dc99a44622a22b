import type { Merchant, Row } from './rig.js'

interface Line {
  quantity: number
  assortment?: { meta: { href: string } }
}

/**
 * What is not as it should be between the shop and MoySklad, in sentences: each order of the shop is one customer order
 * with the same sum and as many pieces, and MoySklad has no other. Empty when they agree.
 */
export function orderDifferences(merchant: Merchant): string[] {
  const placed = merchant.buyer.list('orders') as Row[]
  const numbers = new Set(placed.map(({ number }) => String(number)))
  const strangers = merchant
    .account()
    .list('customerorder')
    .filter(({ name }) => !numbers.has(String(name)))
    .map(({ name }) => `MoySklad has ${String(name)}, the shop has not`)
  return [...placed.flatMap((order) => differencesOf(merchant, order)), ...strangers]
}

function differencesOf(merchant: Merchant, order: Row): string[] {
  const made = merchant.customerOrders(order)
  if (made.length !== 1) return [`${order['number']} is in MoySklad ${made.length} times`]
  const whole = merchant.customerOrder(order)!
  const pieces = (lines: Line[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const problems: string[] = []
  const total = Math.round(Number(order['total_price']) * 100)
  if (whole['sum'] !== total)
    problems.push(`${order['number']}: ${whole['sum']} in MoySklad, ${total} in the shop`)
  const [theirs, ours] = [pieces(whole['positions'].rows), pieces(order['order_lines'])]
  if (theirs !== ours) problems.push(`${order['number']}: ${theirs} pieces in MoySklad, ${ours} in the shop`)
  return problems
}
