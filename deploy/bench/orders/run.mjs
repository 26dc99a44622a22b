// Requests used ÷ least possible, for 1 000 orders due at once: new ones, status changes each way, line edits each way.
// Goals: orders.new, orders.status, orders.lines ≤ 1.05. Measured in the sandboxes: every request that reached a platform.
//
// The seven services run for real. order-sync is stopped while people make the changes, so that all is due when it starts
// again; webhooks are lost meanwhile and the links are touched here, as a webhook would. Sweeps and stock runs are far away.
//
// The least, by what each platform offers (api notes of both platforms):
//   inSales   there is no «orders by ids»: whole orders come from the list of changes, 250 a page      → N / 250 to read
//             there is no bulk write of orders                                                         → N     to write
//   MoySklad  orders with positions, whose ids the pairing of lines needs: `expand` works up to 100    → N / 100 to read
//             creation and change of orders, answered with positions: the same hundred                 → N / 100 to write
//             a customer is looked for under each way a phone and an e-mail may be written; so many as
//             fit into an address of 8 KB (7 400 bytes without the other headers), in parts of a hundred customers
//             customers are made a hundred at a time                                                   → N / 100
// What is written to the shop is read on both sides first: nobody's change may be overwritten unseen.
import { connectMongo, createLogger } from '../../../libs/runtime/dist/index.js'
import { createLaneStore } from '../../../libs/reconciler/dist/lane-store.js'
import { createLinkStore } from '../../../libs/reconciler/dist/link-store.js'
import { linkSchema } from '../../../libs/reconciler/dist/link-schema.js'
import { createSandbox } from '../../../libs/sandbox/dist/index.js'
import { spellingsOf } from '../../../services/moysklad-connector/dist/domain/phone.js'
import { createMerchant } from '../../local/demo/merchant.mjs'
import { startServices } from '../../local/demo/services.mjs'
import { until } from '../../local/demo/until.mjs'

const ACCOUNT = '3f1c0a52-6d0f-11ee-ac12-0b0000000001'
const PAGE = 250
const HUNDRED = 100
const ADDRESS = 7_400
const LIMIT_MS = 300_000

const far = {
  ...{ SWEEP_INTERVAL_MS: '86400000', FULL_RUN_INTERVAL_MS: '600000' },
  // the platforms' limits are not what is measured
  ...{ MOYSKLAD_BUDGET_REQUESTS: '1000000', INSALES_BUDGET_REQUESTS: '1000000' },
}

/** @param {{ say: { line: (text: string) => void }, servers: { mongoUrl: string, amqpUrl: string }, args?: string[] }} with_ `args`: how many orders */
export async function run({ say: { line: say }, servers, args = [] }) {
  const count = Number(args[0] ?? 1_000)
  const system = await open(servers)
  try {
    const orders = await phase(system, say, { name: 'new', count, least: leastNew, change: placeAll(count) })
    const keys = orders.map(({ id }) => String(id))
    const each = { count, keys, orders }
    const read = pages(count, PAGE) + pages(count, HUNDRED)
    const toStock = { ...each, least: () => read + pages(count, HUNDRED) }
    const toShop = { ...each, least: () => read + count }
    const ratios = {
      new: system.used['new'],
      status: sum(
        await phase(system, say, { ...toStock, name: 'status, shop → MoySklad', change: shopStatus }),
        await phase(system, say, { ...toShop, name: 'status, MoySklad → shop', change: stockStatus }),
      ),
      lines: sum(
        await phase(system, say, { ...toStock, name: 'lines, shop → MoySklad', change: shopLines }),
        await phase(system, say, { ...toShop, name: 'lines, MoySklad → shop', change: stockLines }),
      ),
    }
    for (const [name, { used, least }] of Object.entries(ratios)) {
      console.log(`orders.${name}: ${(used / least).toFixed(3)}`)
    }
  } finally {
    await system.close()
  }
}

const pages = (count, size) => Math.ceil(count / size)
const sum = (...parts) => ({
  used: parts.reduce((all, { used }) => all + used, 0),
  least: parts.reduce((all, { least }) => all + least, 0),
})

async function open(servers) {
  const sandbox = await createSandbox({
    limits: 'off',
    insales: { shops: [] },
    moysklad: { stockWebhookDelayMs: 300 },
  })
  const run = `bench-orders-${Date.now().toString(36)}`
  const services = await startServices({ servers, sandbox, run, env: far })
  sandbox.vendor.setGateway(services.publicUrl)
  sandbox.moysklad.addAccount({ accountId: ACCOUNT, name: 'bench', seed: true })
  const shop = sandbox.insales.addShop({ products: 0 })
  const about = { accountId: ACCOUNT, accountName: 'bench', shop }
  const merchant = createMerchant({ sandbox, publicUrl: services.publicUrl, ...about })
  await merchant.install()
  await merchant.openPage()
  await merchant.connect()
  await merchant.switchOn()
  const product = merchant.createProduct({ article: 'BENCH', name: 'Чай', price: 45_000 })
  await until('the product in the shop', () => merchant.variants('BENCH')[0], LIMIT_MS)
  merchant.setStock(product, 10_000_000)
  await until(
    'pieces in the shop',
    () => Number(merchant.variants('BENCH')[0].quantity) > 1_000_000,
    LIMIT_MS,
  )
  const lane = `${ACCOUNT}.${merchant.shopId}`
  const links = await openLinks(services.databaseUrl('order-sync'), lane)
  // the account's organization, currency and delivery service are looked up once, not with each order
  const first = merchant.placeOrder('BENCH', 1)
  await until('the first order', () => merchant.customerOrder(first), LIMIT_MS)
  return {
    ...{ sandbox, services, merchant, product, links, used: {} },
    async close() {
      await links.close()
      await services.stop()
      await services.forget()
      await sandbox.close()
    },
  }
}

/** order-sync's own links, touched as its handlers touch them. */
async function openLinks(url, lane) {
  const mongo = await connectMongo(url, { log: createLogger('bench', 'error'), appName: 'bench-orders' })
  const model = mongo.connection.model('Link', linkSchema({}), 'order_links')
  const store = createLinkStore(model, 5_000)
  const lanes = createLaneStore(mongo.connection, { owner: 'bench', leaseMs: 12_000 })
  return {
    async touch(keys) {
      const dueAt = new Date()
      await store.touch(keys.map((key) => ({ lane, kind: 'order', key, priority: 10, dueAt, onInsert: {} })))
      await lanes.touch(new Map([[lane, undefined]]))
    },
    async states() {
      const dirty = await model.countDocuments({ lane, kind: 'order', dirty: true })
      const parked = await model.countDocuments({ lane, kind: 'order', parked: true })
      return { dirty, parked }
    },
    close: () => mongo.close(),
  }
}

/** One thousand changes by people, then order-sync at work, counted. Resolves with what `change` answered. */
async function phase(system, say, { name, count, least, change, keys, orders }) {
  const { sandbox, services, links } = system
  await services.processes['order-sync'].stop()
  sandbox.kit.faults.webhooksLost = 1
  if (keys) await links.touch(keys)
  const made = await change(system, orders)
  await sandbox.idle()
  sandbox.kit.counter.reset()
  const began = performance.now()
  await services.processes['order-sync'].restart()
  await until(
    `${name}: all orders in step`,
    async () => {
      const { dirty, parked } = await links.states()
      if (parked > 0) throw new Error(`${parked} orders are parked`)
      return dirty === 0
    },
    LIMIT_MS,
  )
  const counted = sandbox.kit.counter.read()
  await check(system, name, count)
  const figures = { used: counted.total, least: least(system, made ?? orders, count) }
  system.used[name] = figures
  say(
    `${name}: ${figures.used} requests, least ${figures.least}, ${((performance.now() - began) / 1_000).toFixed(1)} s`,
  )
  for (const [kind, times] of Object.entries(counted.byKind)) say(`  ${times} × ${kind}`)
  return made ?? figures
}

/** Both sides say the same, each order once: a figure of work that was not done is worth nothing. */
async function check({ merchant }, name, count) {
  const stock = new Map(
    merchant
      .account()
      .list('customerorder')
      .map((order) => [order.name, order]),
  )
  const shop = merchant.buyer.list('orders')
  const wrong = shop.filter(
    (order) => stock.get(String(order.number))?.sum !== Math.round(order.total_price * 100),
  )
  if (wrong.length > 0 || stock.size < count)
    throw new Error(`${name}: ${wrong.length} orders differ in the end`)
}

const customerOf = (at) => ({
  name: `Покупатель ${at}`,
  surname: 'Тестов',
  phone: `+7911${String(1_000_000 + at)}`,
  email: `buyer-${at}@example.ru`,
})

/** Each is touched soon after it was placed, as a webhook would do it. */
const placeAll =
  (count) =>
  async ({ merchant, links }) => {
    const orders = []
    while (orders.length < count) {
      const part = Array.from({ length: Math.min(20, count - orders.length) }, (_, i) => {
        const at = orders.length + i
        return merchant.placeOrder('BENCH', 1 + (at % 3), { client: customerOf(at) })
      })
      await links.touch(part.map(({ id }) => String(id)))
      orders.push(...part)
    }
    return orders
  }

/** Reading, making, and the searches for their customers. */
function leastNew(_system, orders, count) {
  let searches = 0
  for (let at = 0; at < count; at += HUNDRED) {
    const customers = Array.from({ length: Math.min(HUNDRED, count - at) }, (_, i) => customerOf(at + i))
    searches += addresses(
      'phone',
      customers.flatMap(({ phone }) => spellingsOf(phone)),
    )
    searches += addresses(
      'email',
      customers.map(({ email }) => email),
    )
  }
  return pages(orders.length, PAGE) + pages(count, HUNDRED) * 2 + searches
}

const addresses = (field, values) =>
  pages(
    values.reduce((bytes, value) => bytes + encodeURIComponent(`${field}=${value};`).length, 0),
    ADDRESS,
  )

async function shopStatus({ merchant }, orders) {
  const permalink = merchant.status('Согласован')
  for (const { id } of orders) merchant.buyer.updateOrder(id, { custom_status_permalink: permalink })
}

async function shopLines({ merchant }, orders) {
  const now = new Map(merchant.buyer.list('orders').map((order) => [order.id, order]))
  for (const { id } of orders) {
    const [line] = now.get(id).order_lines
    merchant.buyer.updateOrder(id, { order_lines_attributes: [{ id: line.id, quantity: line.quantity + 1 }] })
  }
}

async function stockStatus({ merchant }, orders) {
  eachCustomerOrder(merchant, orders, (account, { id }) => account.editOrder(id, { state: 'Новый' }))
}

async function stockLines({ merchant }, orders) {
  eachCustomerOrder(merchant, orders, (account, { id }) => {
    const { rows } = account.get('customerorder', id).positions
    const positions = rows.map(({ id, quantity }, at) => ({
      id,
      quantity: at === 0 ? quantity + 2 : quantity,
    }))
    account.editOrder(id, { positions })
  })
}

function eachCustomerOrder(merchant, orders, edit) {
  const account = merchant.account()
  const byName = new Map(account.list('customerorder').map((order) => [order.name, order]))
  for (const { number } of orders) edit(account, byName.get(String(number)))
}
