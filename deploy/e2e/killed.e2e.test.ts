import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { stockedProduct } from './testing/goods.js'
import { loseAnswerOf } from './testing/lose-answer.js'
import {
  LONG_PATIENCE_MS,
  startRig,
  type Merchant,
  type Rig,
  type Row,
  type ServiceName,
} from './testing/rig.js'
import { allInStep } from './testing/settled.js'

jest.setTimeout(300_000)

const article = 'TEA-1'

let rig: Rig
let merchants: Merchant[]
let products: Row[]

beforeAll(async () => {
  rig = await startRig({ name: 'killed' })
  merchants = await Promise.all([rig.merchant(), rig.merchant(), rig.merchant()])
  products = await Promise.all(merchants.map((merchant) => stockedProduct(merchant, article)))
})
afterAll(() => rig?.close())

const seen = <T>(what: string, look: () => T | Promise<T>) =>
  waitFor(look, { what, timeoutMs: LONG_PATIENCE_MS })
/** Killed at the moment when the platform has done it and nobody has heard. */
const killedAt = (victim: ServiceName, kind: string) =>
  loseAnswerOf(rig.sandbox, kind, () => rig.kill(victim))

/** One product, which is still the one that changes go to. */
async function isLinkedOnce(merchant: Merchant, product: Row, called: string) {
  await seen('the product', () => merchant.variants(product['article']).length > 0)
  merchant.account().editProduct(product['id'], { name: called })
  await seen('its new name', () => merchant.buyer.list('products').some(({ title }) => title === called))
  expect(merchant.variants(product['article'])).toHaveLength(1)
}

describe('a sync service is killed between an effect and its remembering', () => {
  let order: Row
  let product: Row

  // each waits for a lease to run out, so they wait together
  beforeAll(async () => {
    const [forOrders, forProducts, forStock] = merchants as [Merchant, Merchant, Merchant]
    const first = [
      killedAt('order-sync', 'POST /entity/customerorder'),
      killedAt('stock-aggregator', 'PUT /admin/products/variants_group_update'),
    ]
    order = forOrders.placeOrder(article, 2)
    forStock.setStock(products[2]!, 33)
    await Promise.all(first)
    // last: the others ask it for links
    const last = killedAt('catalog-sync', 'POST /admin/products')
    product = forProducts.createProduct({ article: 'TEA-2', name: 'Чай «Два»', price: 20_000 })
    await last
    // what comes in while they are dead waits on their queues
    forOrders.placeOrder(article, 3)
    await rig.start('order-sync', 'catalog-sync', 'stock-aggregator')
  })

  it('order-sync: the customer order is there once, and followed further', async () => {
    const [merchant] = merchants as [Merchant]
    await allInStep(rig, merchant, LONG_PATIENCE_MS)
    const [{ id }] = merchant.shopOrder(order)['order_lines']
    merchant.buyer.updateOrder(order['id'], { order_lines_attributes: [{ id, quantity: 5 }] })
    await seen('5 pieces', () => merchant.customerOrder(order)?.['positions'].rows[0].quantity === 5)
    await allInStep(rig, merchant)
  })

  it('catalog-sync: the product is there once, and followed further', async () => {
    await isLinkedOnce(merchants[1]!, product, 'Чай «Дважды»')
  })

  it('stock-aggregator: the stock is there, and followed further', async () => {
    const [, , merchant] = merchants as [Merchant, Merchant, Merchant]
    await seen('33 pieces', () => Number(merchant.variants(article)[0]?.['quantity']) === 33)
    merchant.setStock(products[2]!, 34)
    await seen('34 pieces', () => Number(merchant.variants(article)[0]?.['quantity']) === 34)
  })
})

describe('what they stand on is killed in the middle of work', () => {
  let orders: Row[]
  let product: Row
  let followed: Row
  let newcomer: Merchant

  beforeAll(async () => {
    const [forOrders, forProducts, forStatus] = merchants as [Merchant, Merchant, Merchant]
    followed = forStatus.placeOrder(article, 1)
    await seen('the order', () => forStatus.customerOrder(followed))
    await allInStep(rig, forStatus)
    newcomer = rig.stranger()

    const writing = killedAt('moysklad-connector', 'POST /entity/customerorder')
    orders = Array.from({ length: 5 }, (_, index) => forOrders.placeOrder(article, index + 1))
    await writing
    await rig.kill('billing')
    const installing = newcomer.install()
    await rig.start('moysklad-connector', 'billing')

    const making = killedAt('insales-connector', 'POST /admin/products')
    product = forProducts.createProduct({ article: 'TEA-3', name: 'Чай «Три»', price: 30_000 })
    await making
    await rig.start('insales-connector')

    const changing = killedAt('order-sync', 'PUT /admin/orders/:id')
    forStatus.account().editOrder(forStatus.customerOrder(followed)!['id'], { state: 'Подтверждён' })
    await changing
    await rig.start('order-sync')
    await installing
  })

  it('moysklad-connector: each order is there once', async () => {
    const [merchant] = merchants as [Merchant]
    await allInStep(rig, merchant, LONG_PATIENCE_MS)
    expect(orders.map((order) => merchant.customerOrders(order).length)).toEqual([1, 1, 1, 1, 1])
  })

  it('insales-connector: the product is there once, and followed further', async () => {
    await isLinkedOnce(merchants[1]!, product, 'Чай «Трижды»')
  })

  it('order-sync: a status that the shop has taken is not taken for a change of the shop', async () => {
    const [, , merchant] = merchants as [Merchant, Merchant, Merchant]
    await allInStep(rig, merchant, LONG_PATIENCE_MS)
    expect(merchant.shopOrder(followed)['custom_status'].permalink).toBe(merchant.status('Согласован'))
    const { meta } = merchant.account().stateLink('customerorder', 'Подтверждён') as Row
    expect(merchant.customerOrder(followed)!['state'].meta.href).toBe(meta.href)
  })

  it('billing: an account that was being installed is installed and works', async () => {
    await newcomer.openPage()
    await newcomer.connect()
    await newcomer.switchOn()
    await stockedProduct(newcomer, article)
    const order = newcomer.placeOrder(article, 1)
    await seen('its order', () => newcomer.customerOrder(order))
  })
})
