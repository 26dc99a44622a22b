import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { stockedProduct } from './testing/goods.js'
import { heldWebhooks } from './testing/hold-webhooks.js'
import { post, shopHook } from './testing/postman.js'
import { PATIENCE_MS, startRig, type Merchant, type Rig } from './testing/rig.js'
import { allInStep } from './testing/settled.js'

jest.setTimeout(120_000)

let rig: Rig
let merchant: Merchant
let neighbour: Merchant
const article = 'TEA-1'

beforeAll(async () => {
  rig = await startRig({ name: 'webhooks' })
  ;[merchant, neighbour] = await Promise.all([rig.merchant(), rig.merchant()])
  await Promise.all([stockedProduct(merchant, article), stockedProduct(neighbour, article)])
})
afterAll(() => rig?.close())

const seen = <T>(what: string, look: () => T | Promise<T>) => waitFor(look, { what, timeoutMs: PATIENCE_MS })

describe('webhooks come as they like', () => {
  it('the same one five times is one order', async () => {
    const order = merchant.placeOrder(article, 1)
    await rig.sandbox.idle()
    for (let time = 0; time < 5; time += 1) rig.sandbox.kit.webhooks.repeatLast({ urlContains: '/orders/' })
    await seen('the customer order', () => merchant.customerOrder(order))
    await allInStep(rig, merchant)
  })

  it('ten orders at once, each webhook doubled and in the wrong order, are ten orders', async () => {
    const before = merchant.account().list('customerorder').length
    const hooks = await heldWebhooks(rig.sandbox, () => {
      for (let count = 0; count < 10; count += 1) merchant.placeOrder(article, count + 1)
    })
    expect(hooks.length).toBeGreaterThanOrEqual(20)
    for (const hook of [...hooks, ...hooks].reverse()) rig.sandbox.kit.webhooks.send(hook)
    await allInStep(rig, merchant)
    expect(merchant.account().list('customerorder').length - before).toBe(10)
  })

  it('a webhook that is late tells of the order as it is now', async () => {
    const [hook] = await heldWebhooks(rig.sandbox, () => {
      const order = merchant.placeOrder(article, 1)
      const [{ id }] = order['order_lines']
      merchant.buyer.updateOrder(order['id'], { order_lines_attributes: [{ id, quantity: 7 }] })
    })
    rig.sandbox.kit.webhooks.send(hook!)
    await allInStep(rig, merchant)
  })
})

describe('two accounts side by side', () => {
  const orderCount = (who: Merchant) => who.account().list('customerorder').length

  it('an order of one shop is no order of the other account', async () => {
    const before = orderCount(neighbour)
    const order = merchant.placeOrder(article, 1)
    await seen('the customer order', () => merchant.customerOrder(order))
    await allInStep(rig, neighbour)
    expect(orderCount(neighbour)).toBe(before)
  })

  it('an address of one with the body of the other touches the other nowhere', async () => {
    const before = [orderCount(merchant), orderCount(neighbour)]
    const [hook] = await heldWebhooks(rig.sandbox, () => neighbour.placeOrder(article, 1))
    // the same order, told at the address of the wrong shop
    expect(await post(shopHook(merchant, 'orders/create'), hook!.body)).toBe(204)
    await allInStep(rig, merchant)
    expect([orderCount(merchant), orderCount(neighbour)]).toEqual(before)
    rig.sandbox.kit.webhooks.send(hook!)
    await allInStep(rig, neighbour)
  })

  it('a body of one account at the address of another is refused', async () => {
    const hooks = merchant.account().list('webhook')
    const [hook] = hooks.filter(({ entityType }) => entityType === 'product')
    const product = neighbour.account().list('product')[0]!
    const events = [{ meta: product['meta'], action: 'UPDATE', accountId: neighbour.accountId }]
    expect(await post(String(hook!['url']), { events })).toBe(403)
  })

  it('a product of one account stays out of the other shop', async () => {
    await stockedProduct(neighbour, 'TEA-2')
    await allInStep(rig, merchant)
    expect(merchant.variants('TEA-2')).toEqual([])
  })

  it('the page of one does not see the other', async () => {
    const [order] = merchant.buyer.list('orders')
    await expect(neighbour.page.order(merchant.shopId, Number(order!['id']))).rejects.toThrow(/answered 404/)
    // what it says there is about a connection of its own account that does not exist
    await neighbour.page.save(merchant.shopId, 'orders', { syncOrders: false }).catch(() => undefined)
    const placed = merchant.placeOrder(article, 1)
    await seen('the customer order', () => merchant.customerOrder(placed))
  })

  it('two orders placed at once stay apart, though the shops number theirs alike', async () => {
    const [mine, theirs] = [merchant.placeOrder(article, 2), neighbour.placeOrder(article, 3)]
    await Promise.all([allInStep(rig, merchant), allInStep(rig, neighbour)])
    expect(merchant.customerOrder(mine)).toMatchObject({ positions: { rows: [{ quantity: 2 }] } })
    expect(neighbour.customerOrder(theirs)).toMatchObject({ positions: { rows: [{ quantity: 3 }] } })
  })
})
