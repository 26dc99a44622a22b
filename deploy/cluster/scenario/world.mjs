// Both platforms through the sandboxes' control API: what people do there, and what stands there in the end.
import { setTimeout as pause } from 'node:timers/promises'
import { createPage } from '../../local/demo/page.mjs'
import { until } from '../../local/demo/until.mjs'
import { Trouble } from '../../local/scope.mjs'

/** More than all orders take. */
const STOCK = 100_000
const ACCOUNT = '3f1c0a52-6d0f-11ee-ac12-000c00000001'

/** @param {{ controlUrl: string, publicUrl: string }} urls as they are reached from here */
export async function createWorld({ controlUrl, publicUrl }) {
  async function ask(method, path, body) {
    const answer = await fetch(`${controlUrl}${path}`, {
      method,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Trouble(`the sandbox answered ${answer.status} to ${method} ${path}: ${text}`)
    return JSON.parse(text)
  }
  const [shop] = await ask('GET', '/insales/shops')
  const inShop = `/insales/shops/${shop.id}`
  const inAccount = `/moysklad/accounts/${ACCOUNT}`
  const list = (where) => (table) => ask('GET', `${where}/${table}`)
  return {
    ask,
    shopList: list(inShop),
    accountList: list(inAccount),
    join: () => join({ ask, shop, publicUrl, shopList: list(inShop) }),
    createProduct: (product) => ask('POST', `${inAccount}/product`, product),
    changeProduct: (id, change) => ask('PUT', `${inAccount}/product/${id}`, change),
    setStock: (id, quantity) => ask('PUT', `${inAccount}/stock`, { assortmentId: id, quantity }),
    placeOrder: (order) => ask('POST', `${inShop}/orders`, order),
  }
}

/** Installed, connected, everything switched on. */
async function join({ ask, shop, publicUrl, shopList }) {
  await ask('POST', `/vendor/${ACCOUNT}/install`, { accountName: 'chaylavka' })
  const { contextKey } = await ask('POST', `/vendor/${ACCOUNT}/context-key`, {})
  const page = createPage(publicUrl)
  await page.open(contextKey)
  const [{ login, password }] = shop.credentials
  const wanted = { shopHost: shop.host, apiKey: login, password }
  // billing and the connectors hear of the install by message
  await until('the shop connected', () => page.connect(wanted).catch(() => undefined))
  await until('webhooks in the shop', async () => (await shopList('hooks')).length > 0)
  await page.save(String(shop.id), 'catalog', { syncProducts: true })
  await page.save(String(shop.id), 'orders', { syncOrders: true })
  await page.save(String(shop.id), 'stock', { syncStock: true })
}

export async function createProducts(world, count) {
  const [{ salePrices }] = await world.accountList('product')
  const { priceType } = salePrices[0]
  const made = []
  for (let i = 1; i <= count; i++) {
    const product = {
      name: `Кластер ${i}`,
      article: `CLUSTER-${i}`,
      salePrices: [{ value: 10_000 * i, priceType }],
    }
    const { id } = await world.createProduct(product)
    await world.setStock(id, STOCK)
    made.push({ ...product, id })
  }
  return made
}

/**
 * Places orders at an even pace and changes a price with every fifth, until `stop()`, which answers the orders placed.
 * Nothing that happens to the services stops it; what goes wrong in the sandboxes does, and `placed()` throws it.
 */
export function startFlow(world, products, { perSecond }) {
  const orders = []
  let running = true
  let trouble
  const flow = (async () => {
    for (let i = 0; running; i++) {
      const product = products[i % products.length]
      const placed = await world.placeOrder({ lines: [{ sku: product.article, quantity: 1 + (i % 3) }] })
      orders.push(placed)
      if (i % 5 === 0) await changePrice(world, product, i)
      await pause(1000 / perSecond)
    }
  })()
  flow.catch((error) => (trouble = error))
  return {
    placed() {
      if (trouble) throw trouble
      return orders.length
    },
    async stop() {
      running = false
      await flow
      return orders
    },
  }
}

async function changePrice(world, product, i) {
  const [{ priceType }] = product.salePrices
  product.salePrices = [{ value: 10_000 + 100 * i, priceType }]
  await world.changeProduct(product.id, { salePrices: product.salePrices })
}
