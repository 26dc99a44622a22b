import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { stockedProduct } from './testing/goods.js'
import { heldWebhooks } from './testing/hold-webhooks.js'
import { post, shopHook, tellUntilTaken } from './testing/postman.js'
import {
  everyService,
  LONG_PATIENCE_MS,
  PATIENCE_MS,
  startRig,
  type Merchant,
  type Rig,
  type Row,
} from './testing/rig.js'
import { openRabbit } from './testing/rabbit.js'
import { fragileServers, type FragileServers } from './testing/servers.js'
import { allInStep } from './testing/settled.js'

jest.setTimeout(300_000)

let servers: FragileServers
let rig: Rig
let merchant: Merchant
const article = 'TEA-1'

beforeAll(async () => {
  servers = await fragileServers()
  rig = await startRig({ name: 'servers-away', servers })
  merchant = await rig.merchant()
  await stockedProduct(merchant, article)
})
// also after a failure: whatever comes next needs them
afterEach(async () => {
  await Promise.all([servers.start('rabbitmq'), servers.start('mongodb')])
  await rig.allReady()
})
afterAll(async () => {
  await rig?.close()
  await servers?.close()
})

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
      if (index === 9) await servers.kill('rabbitmq')
    }
    expect(await post(shopHook(merchant, 'orders/create'), { id: orders[19]!['id'] })).toBe(503)
    await servers.start('rabbitmq')
    const attempts = (await Promise.all(telling)).flat()
    expect([...new Set(attempts)].sort()).toEqual([204, 503])
    // no sweep comes for an hour: these came by what was confirmed
    await allInStep(rig, merchant, LONG_PATIENCE_MS)
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
    await servers.cut('rabbitmq')
    faults.slowMs = 0
    merchant.setStock(product, 5)
    await seen('the news of the link to fail', async () => (await untold()) > untoldBefore)
    expect(merchant.variants('TEA-2')).toHaveLength(1)
    await servers.start('rabbitmq')
    // the link tries again after 5 s, or after a minute where it is connected again later than that
    await waitFor(() => Number(merchant.variants('TEA-2')[0]?.['quantity']) === 5, {
      what: 'its stock',
      timeoutMs: LONG_PATIENCE_MS,
    })
  })
})

describe('MongoDB', () => {
  it('killed: not ready, what is on the queues stays there, and it goes on by itself', async () => {
    const before = pids()
    const orders = await placeSilently(3)
    await servers.kill('mongodb')
    await seen('order-sync not ready', async () => {
      const { status, failing } = await rig.readiness('order-sync')
      return status === 503 && failing.includes('mongo')
    })
    // the gateway keeps nothing itself, so it can go on taking
    for (const order of orders) expect(await tellUntilTaken(merchant, order)).toEqual([204])
    await servers.start('mongodb')
    await rig.allReady()
    await allInStep(rig, merchant, LONG_PATIENCE_MS)
    expect(pids()).toEqual(before)
  })

  it('killed, and then the service that has the messages: they are still on its queue', async () => {
    const orders = await placeSilently(3)
    await servers.kill('mongodb')
    for (const order of orders) await tellUntilTaken(merchant, order)
    await seen('the service at work on them', async () => {
      return (await rig.metric('order-sync', 'skladbridge_messages_handling')) > 0
    })
    await rig.kill('order-sync')
    const rabbit = await openRabbit(rig.amqpUrl)
    const queue = rig.queues.find((name) => name.endsWith('order-sync.on-insales-order-touched'))!
    await seen('them there', async () => (await rabbit.count(queue)) === orders.length)
    await rabbit.close()
    await servers.start('mongodb')
    await rig.start('order-sync')
    await allInStep(rig, merchant, LONG_PATIENCE_MS)
  })
})
