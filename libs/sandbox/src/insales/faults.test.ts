import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startReceiver, type Receiver } from '../testing/receiver.js'
import { startShop, type ShopUnderTest } from '../testing/shop-client.js'

let shop: ShopUnderTest
let receiver: Receiver
beforeEach(async () => {
  shop = await startShop({ shops: [{ products: 1 }] })
  receiver = await startReceiver()
})
afterEach(async () => {
  await shop.close()
  await receiver.close()
})

const order = () => ({
  order: {
    order_lines_attributes: [{ variant_id: shop.person.list('variants')[0]!['id'] }],
    client: { name: 'Иван' },
  },
})

describe('a shop in trouble', () => {
  test('an order whose answer is lost stands; asking again makes a second one', async () => {
    shop.kit.faults.answerLost = 1
    await expect(shop.ask('POST', '/orders.json', order())).rejects.toThrow()
    shop.kit.faults.answerLost = 0
    expect((await shop.ask('POST', '/orders.json', order())).status).toBe(201)
    expect((await shop.ask('GET', '/orders.json')).json).toHaveLength(2)
  })

  test('an order whose request was cut doesn’t', async () => {
    shop.kit.faults.cutBefore = 1
    await expect(shop.ask('POST', '/orders.json', order())).rejects.toThrow()
    expect(shop.person.list('orders')).toEqual([])
  })

  test('a 5xx may be a page, and costs nothing of the budget', async () => {
    shop.kit.faults.serverErrors = 1
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.ask('GET', '/orders.json')))
    expect(answers.every(({ status, json }) => status >= 500 && json === undefined)).toBe(true)
    shop.kit.faults.serverErrors = 0
    expect((await shop.ask('GET', '/account.json')).headers.get('api-usage-limit')).toBe('1/500')
  })

  test('a list that breaks off in the middle can’t be taken for a shorter one', async () => {
    shop.kit.faults.answerHalf = 1
    await expect(shop.ask('GET', '/products.json')).rejects.toThrow()
  })

  test('people are spared: what the buyer does works, only its webhook is lost', async () => {
    const webhook = { address: receiver.url, topic: 'orders/create', format_type: 'json' }
    await shop.ask('POST', '/webhooks.json', { webhook })
    Object.assign(shop.kit.faults, { webhooksLost: 1, serverErrors: 1 })
    shop.person.placeOrder({ lines: [{ sku: 'TEA-ASSAM-50' }] })
    await shop.insales.idle()
    expect([shop.person.list('orders').length, receiver.received.length]).toEqual([1, 0])
  })

  test('a webhook that comes late shows the order as it was when it was sent', async () => {
    const webhook = { address: receiver.url, topic: 'orders/create', format_type: 'json' }
    await shop.ask('POST', '/webhooks.json', { webhook })
    shop.kit.faults.webhookDelayMs = 60_000
    const { id } = shop.person.placeOrder({ lines: [{ sku: 'TEA-ASSAM-50' }] }) as { id: number }
    // the shop has handed it over before the manager comes
    await new Promise((resolve) => setImmediate(resolve))
    shop.person.updateOrder(id, { financial_status: 'paid' })
    await shop.insales.idle()
    expect(receiver.received[0]!.body).toMatchObject({ id, financial_status: 'pending' })
  })
})
