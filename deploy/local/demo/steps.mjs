// What the demonstration does on one side, and looks for on the other.
import { Trouble } from '../scope.mjs'
import { createLoadSteps } from './load-steps.mjs'
import { createMerchant, statusMap } from './merchant.mjs'
import { until } from './until.mjs'

export const ACCOUNT = '3f1c0a52-6d0f-11ee-ac12-000c00000001'
const [, [nextState, nextTitle]] = statusMap

/** [title, work]; `work` returns «+ what was seen». Later steps use what earlier ones kept in `world`. */
export function createSteps({ sandbox, servers, publicUrl }) {
  const [shop] = sandbox.insales.shops()
  const accountName = 'chaylavka'
  const merchant = createMerchant({ sandbox, publicUrl, accountId: ACCOUNT, accountName, shop })
  const world = {}
  const article = `DEMO-${Date.now().toString(36).toUpperCase()}`

  const variant = () => merchant.variants(article)[0]
  const rows = (order) => order?.positions?.rows ?? []
  const place = () => merchant.placeOrder(article, 2)

  async function install() {
    const outcome = await merchant.install()
    const [installation] = sandbox.vendor.installations()
    if (installation?.status === undefined) return `+ answered ${JSON.stringify(outcome)}`
    return `+ the installation is ${installation.status}`
  }

  async function connect() {
    const made = await merchant.connect()
    return `+ ${made.shopHost} is ${made.state}, ${merchant.buyer.list('hooks').length} webhooks stand in it`
  }

  async function product() {
    world.product = merchant.createProduct({ article, name: 'Чайник «Демонстрация»', price: 150000 })
    const { price } = await until(`${article} in the shop`, variant)
    return `+ ${article} stands there at ${price}`
  }

  async function stock() {
    merchant.setStock(world.product, 17)
    await until('17 pieces in the shop', () => Number(variant()?.quantity) === 17)
    return '+ 17 pieces there'
  }

  async function order() {
    world.order = place()
    const made = await until('the customer order', () => {
      const found = merchant.customerOrder(world.order)
      return rows(found).length > 0 && found
    })
    world.made = made
    if (made.sum !== Math.round(Number(world.order.total_price) * 100)) {
      throw new Trouble(`the sum is ${made.sum / 100}, in the shop ${world.order.total_price}`)
    }
    const { name } = merchant.counterparty(made)
    return `+ ${made.name}: ${rows(made).length} lines, ${made.sum / 100} roubles, ${name}`
  }

  async function status() {
    merchant.account().editOrder(world.made.id, { state: nextState })
    const seen = () => merchant.shopOrder(world.order).custom_status
    await until('the status', () => seen().permalink === merchant.status(nextTitle))
    return `+ ${seen().title}`
  }

  async function line() {
    const [{ id }] = merchant.shopOrder(world.order).order_lines
    merchant.buyer.updateOrder(world.order.id, { order_lines_attributes: [{ id, quantity: 3 }] })
    await until('3 pieces there', () => rows(merchant.customerOrder(world.order))[0]?.quantity === 3)
    return '+ 3 pieces there'
  }

  async function repeated() {
    const placed = place()
    for (let time = 0; time < 5; time++) sandbox.kit.webhooks.repeatLast({ urlContains: '/hooks/insales/' })
    await until('the customer order', () => merchant.customerOrders(placed).length > 0)
    await sandbox.idle()
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const count = merchant.customerOrders(placed).length
    if (count !== 1) throw new Trouble(`${count} customer orders, not one`)
    return '+ one customer order'
  }

  async function broker() {
    const restarting = servers.restartBroker()
    const placed = place()
    await restarting
    await until('the customer order', () => merchant.customerOrders(placed).length === 1)
    return '+ the order arrived'
  }

  return [
    ['installed from MoySklad', install],
    ['page opened', merchant.openPage],
    ['shop connected', connect],
    ...createLoadSteps({ merchant }),
    ['products, orders, stock switched on', merchant.switchOn],
    ['product made in MoySklad → in the shop:', product],
    ['stock changed in MoySklad → in the shop:', stock],
    ['order placed in the shop → in MoySklad:', order],
    ['status changed in MoySklad → in the shop:', status],
    ['line changed in the shop → in MoySklad:', line],
    ['same webhook five times more →', repeated],
    ['RabbitMQ restarted while an order is placed →', broker],
  ]
}
