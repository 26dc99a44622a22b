import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { stockedProduct } from './testing/goods.js'
import { heldWebhooks } from './testing/hold-webhooks.js'
import { post, shopHook, tellUntilTaken } from './testing/postman.js'
import { everyService, PATIENCE_MS, startRig, type Merchant, type Rig, type Row } from './testing/rig.js'
import { control } from './testing/servers.js'
import { allInStep } from './testing/settled.js'

jest.setTimeout(240_000)

let rig: Rig
let merchant: Merchant
const article = 'TEA-1'

beforeAll(async () => {
  rig = await startRig({ name: 'servers-away' })
  merchant = await rig.merchant()
  await stockedProduct(merchant, article)
})
// also after a failure: whatever comes next needs them
afterEach(async () => {
  await Promise.all([control('rabbitmq', 'start'), control('mongodb', 'start')])
  await rig.allReady()
})
afterAll(() => rig?.close())

const seen = <T>(what: string, look: () => T | Promise<T>) => waitFor(look, { what, timeoutMs: PATIENCE_MS })
const pids = () => everyService.map((name) => rig.pid(name))

/** Orders that the shop tells nobody about: the test tells, and keeps the answers. */
async function placeSilently(count: number): Promise<Row[]> {
  const orders: Row[] = []
  await heldWebhooks(rig.sandbox, () => {
    for (let index = 0; index < count; index += 1) orders.push(merchant.placeOrder(article, 1))
  })
  return orders
}

describe('RabbitMQ', () => {
  it('killed in the middle of flowing orders: 503 while it is away, and what was taken arrives', async () => {
    const before = pids()
    const orders = await placeSilently(20)
    const telling: Promise<number[]>[] = []
    for (const [index, order] of orders.entries()) {
      // the first few are taken, and are being worked on when it dies
      telling.push(tellUntilTaken(merchant, order))
      if (index === 4)
        await Promise.all([...telling, seen('the first', () => merchant.customerOrder(orders[0]!))])
      if (index === 9) await control('rabbitmq', 'kill')
    }
    expect(await post(shopHook(merchant, 'orders/create'), { id: orders[19]!['id'] })).toBe(503)
    await control('rabbitmq', 'start')
    const attempts = (await Promise.all(telling)).flat()
    expect([...new Set(attempts)].sort()).toEqual([204, 503])
    // no sweep comes for an hour: these came by what was confirmed
    await allInStep(rig, merchant)
    await rig.allReady()
    expect(pids()).toEqual(before)
  })

  it('away while a product goes over: those who wait for it hear of it later', async () => {
    const { faults } = rig.sandbox.kit
    const heard = () =>
      rig.metric('catalog-sync', 'skladbridge_messages_consumed_total', {
        handler: 'on-moysklad-product-touched',
        outcome: 'done',
      })
    const untold = () =>
      rig.metric('catalog-sync', 'skladbridge_messages_published_total', { outcome: 'failed' })
    const before = await heard()
    const untoldBefore = await untold()
    // time enough to take RabbitMQ away between the news of the product and the news of its link
    faults.slowMs = 2000
    const product = merchant.createProduct({ article: 'TEA-2', name: 'Чай «Два»', price: 20_000 })
    await seen('the news of the product', async () => (await heard()) > before)
    await control('rabbitmq', 'kill')
    faults.slowMs = 0
    merchant.setStock(product, 5)
    await seen('the news of the link to fail', async () => (await untold()) > untoldBefore)
    expect(merchant.variants('TEA-2')).toHaveLength(1)
    await control('rabbitmq', 'start')
    // the link tries again after 5 s, or after a minute where RabbitMQ takes longer to come back
    await waitFor(() => Number(merchant.variants('TEA-2')[0]?.['quantity']) === 5, {
      what: 'its stock',
      timeoutMs: 120_000,
    })
  })
})

describe('MongoDB', () => {
  it('killed: not ready, what is on the queues stays there, and it goes on by itself', async () => {
    const before = pids()
    const orders = await placeSilently(3)
    await control('mongodb', 'kill')
    await seen('order-sync not ready', async () => {
      const { status, failing } = await rig.readiness('order-sync')
      return status === 503 && failing.includes('mongo')
    })
    // the gateway keeps nothing itself, so it can go on taking
    for (const order of orders) expect(await tellUntilTaken(merchant, order)).toEqual([204])
    await control('mongodb', 'start')
    await rig.allReady()
    await allInStep(rig, merchant, 90_000)
    expect(pids()).toEqual(before)
  })
})
