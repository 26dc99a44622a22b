import type { Row } from '../testing/rig.js'
import { orderDifferences } from '../testing/differences.js'
import { statusMap } from '../../local/demo/merchant.mjs'
import type { Stage } from './people.js'

export interface Unequal {
  lost: string[]
  doubled: string[]
  unequal: string[]
}

/** Compares both platforms as they show themselves; shares nothing with what the services compute. Sentences. */
export function compare(stages: readonly Stage[]): Unequal {
  const found: Unequal = { lost: [], doubled: [], unequal: [] }
  for (const stage of stages) {
    compareOrders(stage, found)
    for (const product of stage.products) compareProduct(stage, product, found)
  }
  return found
}

function compareOrders({ merchant, orders }: Stage, found: Unequal): void {
  for (const order of orders) {
    const made = merchant.customerOrders(order)
    const name = `${merchant.shopId}: order ${String(order['number'])}`
    if (made.length === 0) found.lost.push(`${name} is not in MoySklad`)
    else if (made.length > 1) found.doubled.push(`${name} is in MoySklad ${made.length} times`)
    else if (!sameStatus(merchant, order)) found.unequal.push(`${name}: statuses differ`)
  }
  const told = /is in MoySklad \d+ times/
  for (const difference of orderDifferences(merchant)) {
    if (!told.test(difference)) found.unequal.push(`${merchant.shopId}: ${difference}`)
  }
}

function sameStatus(merchant: Stage['merchant'], order: Row): boolean {
  const title = statusMap.find(([state]) => {
    const { href } = (merchant.account().stateLink('customerorder', state as string) as Row)['meta']
    return (merchant.customerOrder(order) as Row)['state']?.meta.href === href
  })?.[1]
  return (
    title !== undefined && merchant.shopOrder(order)['custom_status'].permalink === merchant.status(title)
  )
}

function compareProduct({ merchant, orders, pieces }: Stage, product: Row, found: Unequal): void {
  const article = String(product['article'])
  const name = `${merchant.shopId}: product ${article}`
  const now = merchant.account().get('product', product['id']) as Row
  const variants = merchant.variants(article)
  if (variants.length === 0) return void found.lost.push(`${name} is not in the shop`)
  if (variants.length > 1) return void found.doubled.push(`${name} is in the shop ${variants.length} times`)
  const [variant] = variants as [Row]
  const card = merchant.buyer.list('products').find(({ id }) => id === variant['product_id']) as Row
  if (card['title'] !== now['name'])
    found.unequal.push(`${name}: «${now['name']}», in the shop «${card['title']}»`)
  const kopecks = Math.round(Number(variant['price']) * 100)
  if (kopecks !== now['salePrices'][0].value)
    found.unequal.push(`${name}: ${now['salePrices'][0].value} kopecks, in the shop ${kopecks}`)
  const [sent, most] = [Number(variant['quantity']), pieces.get(product['id'])!]
  // an order takes from the shelf in the shop before MoySklad knows of it: the shop may have less by what was ordered
  const ordered = orders.reduce((sum, order) => sum + piecesOf(merchant.shopOrder(order), variant['id']), 0)
  if (sent > most || sent < most - ordered) found.unequal.push(`${name}: ${most} pieces, in the shop ${sent}`)
}

const piecesOf = (order: Row, variantId: unknown): number =>
  order['order_lines']
    .filter((line: Row) => line['variant_id'] === variantId)
    .reduce((sum: number, line: Row) => sum + Number(line['quantity']), 0)
