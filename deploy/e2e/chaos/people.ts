import type { Merchant, Row } from '../testing/rig.js'
import type { Dice } from './random.js'

/** One connection and what is edited in it. */
export interface Stage {
  merchant: Merchant
  products: Row[]
  orders: Row[]
  /** By product: how many MoySklad has. */
  pieces: Map<string, number>
}

type Deed = (stage: Stage, dice: Dice) => void

const shopStatuses = ['Новый', 'Согласован']
const states = ['Новый', 'Подтверждён']

/** The order as MoySklad has it; undefined where it has not arrived yet. */
const arrived = ({ merchant, orders }: Stage, dice: Dice): Row | undefined =>
  orders.length > 0 ? merchant.customerOrder(dice.pick(orders)) : undefined

function placeOrder(stage: Stage, dice: Dice): void {
  const product = dice.pick(stage.products)
  stage.orders.push(stage.merchant.placeOrder(product['article'], dice.between(1, 3)))
}

const edits: Record<string, Deed> = {
  price({ merchant, products }, dice) {
    const product = dice.pick(products)
    const [{ priceType }] = product['salePrices']
    const salePrices = [{ value: 100 * dice.between(100, 9_000), priceType }]
    merchant.account().editProduct(product['id'], { salePrices })
  },
  name({ merchant, products }, dice) {
    const product = dice.pick(products)
    merchant
      .account()
      .editProduct(product['id'], { name: `Чай «${product['article']}», ${dice.between(1, 999)}` })
  },
  stock({ merchant, products, pieces }, dice) {
    const [product, quantity] = [dice.pick(products), dice.between(5_000, 9_000)]
    pieces.set(product['id'], quantity)
    merchant.setStock(product, quantity)
  },
  statusInShop({ merchant, orders }, dice) {
    if (orders.length === 0) return
    const custom_status_permalink = merchant.status(dice.pick(shopStatuses))
    merchant.buyer.updateOrder(dice.pick(orders)['id'], { custom_status_permalink })
  },
  statusInMoysklad(stage, dice) {
    const order = arrived(stage, dice)
    if (order) stage.merchant.account().editOrder(order['id'], { state: dice.pick(states) })
  },
  lineInShop({ merchant, orders }, dice) {
    if (orders.length === 0) return
    const { id, order_lines: lines } = merchant.shopOrder(dice.pick(orders))
    const changed = { id: lines[0].id, quantity: dice.between(1, 5) }
    merchant.buyer.updateOrder(id, { order_lines_attributes: [changed] })
  },
  lineInMoysklad(stage, dice) {
    const order = arrived(stage, dice)
    const [position] = order?.['positions'].rows ?? []
    if (!order || !position) return
    const changed = { ...position, quantity: dice.between(1, 5) }
    stage.merchant.account().edit('customerorder', order['id'], { positions: [changed] })
  },
}

const names = Object.keys(edits)

/** What people do, in an order that the seed decides: so many orders and edits, mixed. */
export function deeds(dice: Dice, orders: number, count: number): Deed[] {
  const all = [
    ...Array.from({ length: orders }, () => placeOrder),
    ...Array.from({ length: count }, () => edits[dice.pick(names)]!),
  ]
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = dice.between(0, at)
    ;[all[at], all[other]] = [all[other]!, all[at]!]
  }
  return all
}
