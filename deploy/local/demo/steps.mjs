// What the demonstration does on one side, and looks for on the other.
import { Trouble } from '../scope.mjs'
import { createPage } from './page.mjs'
import { until } from './until.mjs'

export const ACCOUNT = '3f1c0a52-6d0f-11ee-ac12-000c00000001'
const NEXT_STATE = 'Подтверждён'
const MAP = [
  ['Новый', 'Новый'],
  [NEXT_STATE, 'Согласован'],
]

/** [title, work]; `work` returns «+ what was seen». Later steps use what earlier ones kept in `world`. */
export function createSteps({ sandbox, servers, publicUrl }) {
  const { vendor, moysklad, insales } = sandbox
  const [shop] = insales.shops()
  const buyer = insales.person(shop.id)
  const page = createPage(publicUrl)
  const account = () => moysklad.account(ACCOUNT)
  const world = {}
  const article = `DEMO-${Date.now().toString(36).toUpperCase()}`

  const variant = () => buyer.list('variants').find(({ sku }) => sku === article)
  const shopOrder = () => buyer.list('orders').find(({ id }) => id === world.order.id)
  const theirs = (order) =>
    account()
      .list('customerorder')
      .filter(({ name, externalCode }) =>
        [name, externalCode].some((text) => [String(order.id), String(order.number)].includes(String(text))),
      )
  const full = (order) => theirs(order)[0] && account().get('customerorder', theirs(order)[0].id)
  const rows = (order) => order.positions?.rows ?? []
  const place = () => buyer.placeOrder({ lines: [{ sku: article, quantity: 2 }] })

  async function install() {
    const outcome = await vendor.install(ACCOUNT, { accountName: 'chaylavka' })
    if (vendor.installations()[0]?.status === undefined) return `+ answered ${JSON.stringify(outcome)}`
    return `+ the installation is ${vendor.installations()[0].status}`
  }

  async function connect() {
    const [{ login, password }] = shop.credentials
    const connection = { shopHost: shop.host, apiKey: login, password }
    // billing and the connectors hear of the install by message
    const made = await until('the shop connected', async () => {
      try {
        return await page.connect(connection)
      } catch (error) {
        world.refusal = error.message
        return undefined
      }
    }).catch((error) => {
      throw new Trouble(`${error.message}; last: ${world.refusal}`)
    })
    world.shopId = made.shopId
    await until('webhooks in the shop', () => buyer.list('hooks').length > 0)
    return `+ ${made.shopHost} is ${made.state}, ${buyer.list('hooks').length} webhooks stand in it`
  }

  async function switchOn() {
    const statuses = buyer.list('custom_statuses')
    const statusMap = MAP.map(([state, title]) => ({
      moyskladStateId: account().stateLink('customerorder', state).meta.href.split('/').at(-1),
      insalesStatus: statuses.find((status) => status.title === title).permalink,
    }))
    world.nextStatus = statusMap[1].insalesStatus
    await page.save(world.shopId, 'catalog', { syncProducts: true })
    await page.save(world.shopId, 'orders', { syncOrders: true, statusMap })
    await page.save(world.shopId, 'stock', { syncStock: true })
  }

  async function product() {
    const priceType = account().list('product')[0].salePrices[0].priceType
    world.product = account().createProduct({
      name: 'Чайник «Демонстрация»',
      article,
      salePrices: [{ value: 150000, priceType }],
    })
    const { price } = await until(`${article} in the shop`, variant)
    return `+ ${article} stands there at ${price}`
  }

  async function stock() {
    const [store] = account().list('store')
    account().setStock(world.product.id, store.id, 17)
    await until('17 pieces in the shop', () => Number(variant()?.quantity) === 17)
    return '+ 17 pieces there'
  }

  async function order() {
    world.order = place()
    const made = await until('the customer order', () => {
      const found = full(world.order)
      return found && rows(found).length > 0 && found
    })
    const agent = account().get('counterparty', made.agent.meta.href.split('/').at(-1))
    world.made = made
    if (made.sum !== Math.round(Number(world.order.total_price) * 100)) {
      throw new Trouble(`the sum is ${made.sum / 100}, in the shop ${world.order.total_price}`)
    }
    return `+ ${made.name}: ${rows(made).length} lines, ${made.sum / 100} roubles, ${agent?.name}`
  }

  async function status() {
    account().editOrder(world.made.id, { state: NEXT_STATE })
    await until('the status', () => shopOrder().custom_status.permalink === world.nextStatus)
    return `+ ${shopOrder().custom_status.title}`
  }

  async function line() {
    const [{ id }] = shopOrder().order_lines
    buyer.updateOrder(world.order.id, { order_lines_attributes: [{ id, quantity: 3 }] })
    await until('3 pieces in the customer order', () => rows(full(world.order))[0]?.quantity === 3)
    return '+ 3 pieces there'
  }

  async function repeated() {
    const placed = place()
    for (let time = 0; time < 5; time++) sandbox.kit.webhooks.repeatLast({ urlContains: '/hooks/insales/' })
    await until('the customer order', () => theirs(placed).length > 0)
    await sandbox.idle()
    await new Promise((resolve) => setTimeout(resolve, 3000))
    if (theirs(placed).length !== 1) throw new Trouble(`${theirs(placed).length} customer orders, not one`)
    return '+ one customer order'
  }

  async function broker() {
    const restarting = servers.restartBroker()
    const placed = place()
    await restarting
    await until('the customer order', () => theirs(placed).length === 1)
    return '+ the order arrived'
  }

  return [
    ['installed from MoySklad', install],
    ['page opened', () => page.open(vendor.makeContextKey(ACCOUNT))],
    ['shop connected', connect],
    ['products, orders, stock switched on', switchOn],
    ['product made in MoySklad → in the shop:', product],
    ['stock changed in MoySklad → in the shop:', stock],
    ['order placed in the shop → in MoySklad:', order],
    ['status changed in MoySklad → in the shop:', status],
    ['line changed in the shop → in MoySklad:', line],
    ['same webhook five times more →', repeated],
    ['RabbitMQ restarted while an order is placed →', broker],
  ]
}
