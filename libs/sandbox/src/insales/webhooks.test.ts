import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startReceiver, type Receiver } from '../testing/receiver.js'
import { basic, startShop, type ShopUnderTest } from '../testing/shop-client.js'

let shop: ShopUnderTest
let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
  shop = await startShop({ shops: [{ products: 2 }] })
})
afterEach(async () => {
  await shop.close()
  await receiver.close()
})

async function subscribe(topic: string, more: object = {}) {
  const webhook = { address: `${receiver.url}/${topic}`, topic, format_type: 'json', ...more }
  return shop.ask('POST', '/webhooks.json', { webhook })
}
const came = () => receiver.received.map(({ url }) => url)

describe('subscribing', () => {
  test('once for an address and topic', async () => {
    const made = await subscribe('products/update')
    expect([made.status, made.json]).toMatchObject([
      201,
      {
        topic: 'products/update',
        format_type: 'json',
        warehouse_id: null,
        sales_channel_id: null,
        batch_size: 10,
      },
    ])
    const again = await subscribe('products/update')
    expect([again.status, again.json]).toEqual([422, { address: ['уже существует'] }])
    const listed = (await shop.ask('GET', '/webhooks.json')).json
    expect(listed).toEqual([made.json])
    expect((await shop.ask('DELETE', `/webhooks/${made.json.id}.json`)).status).toBe(200)
    expect((await subscribe('products/update')).status).toBe(201)
  })

  test.each([
    [{ topic: 'products/destroy' }, 'topic'],
    [{ topic: 'clients/create' }, 'topic'],
    [{ address: 'не адрес' }, 'address'],
  ])('not to %j', async (wrong, field) => {
    const answer = await subscribe('orders/create', wrong)
    expect([answer.status, Object.keys(answer.json)]).toEqual([422, [field]])
  })

  test('an application sees only its own', async () => {
    await subscribe('orders/create')
    shop.insales.shops()[0]!.credentials.push({ login: 'other', password: 'p', appName: 'Другой' })
    const other = { authorization: basic('other', 'p') }
    expect((await shop.ask('GET', '/webhooks.json', undefined, other)).json).toEqual([])
  })
})

describe('what comes', () => {
  test('a new order: create, then update, the whole order; then its products as a list', async () => {
    for (const topic of ['orders/create', 'orders/update', 'products/update']) await subscribe(topic)
    const order = shop.person.placeOrder({ lines: [{ sku: 'TEA-ASSAM-50' }] })
    await shop.insales.idle()
    expect(came().toSorted()).toEqual(['/orders/create', '/orders/update', '/products/update'])
    const body = (path: string) => receiver.received.find(({ url }) => url === path)?.body
    expect(body('/orders/create')).toEqual(order)
    expect(body('/products/update')).toMatchObject([
      { id: (order['order_lines'] as { product_id: number }[])[0]!.product_id },
    ])
  })

  test('own writes come back; writes that change nothing don’t', async () => {
    await subscribe('orders/update')
    const { id } = shop.person.placeOrder({ lines: [{ sku: 'TEA-ASSAM-50' }] }) as { id: number }
    await shop.insales.idle()
    receiver.received.length = 0
    await shop.ask('PUT', `/orders/${id}.json`, { order: { financial_status: 'paid' } })
    await shop.ask('PUT', `/orders/${id}.json`, { order: { financial_status: 'paid' } })
    await shop.insales.idle()
    expect(came()).toEqual(['/orders/update'])
  })

  test('products come in lists of batch_size, each once for one group update', async () => {
    await subscribe('products/update', { batch_size: 2 })
    for (let n = 0; n < 3; n += 1)
      shop.person.createProduct({ title: `Т${n}`, variants_attributes: [{ price: 1 }] })
    await shop.insales.idle()
    receiver.received.length = 0
    const variants = shop.person.list('variants').map((variant) => ({ id: variant['id'], quantity: 77 }))
    await shop.ask('PUT', '/products/variants_group_update.json', { variants })
    await shop.insales.idle()
    expect(receiver.received.map(({ body }) => (body as unknown[]).length)).toEqual([2, 2, 1])
  })

  test('a destroyed order comes whole; clients by their singular topic', async () => {
    for (const topic of ['orders/destroy', 'client/create']) await subscribe(topic)
    const { id } = shop.person.placeOrder({ lines: [{ sku: 'TEA-ASSAM-50' }] }) as { id: number }
    shop.person.deleteOrder(id)
    await shop.insales.idle()
    expect(came().toSorted()).toEqual(['/client/create', '/orders/destroy'])
    expect(receiver.received.find(({ url }) => url === '/orders/destroy')?.body).toMatchObject({ id })
  })

  test('who didn’t ask for JSON gets XML', async () => {
    await subscribe('orders/create', { format_type: undefined })
    const { id } = shop.person.placeOrder({ lines: [{ sku: 'TEA-ASSAM-50' }] }) as { id: number }
    await shop.insales.idle()
    expect(receiver.received[0]!.headers['content-type']).toBe('application/xml')
    expect(receiver.received[0]!.raw).toContain(`<id type="integer">${id}</id>`)
    expect(receiver.received[0]!.raw).toContain('<fulfillment-status>new</fulfillment-status>')
  })

  test('a refused webhook is not repeated: delivery is not promised', async () => {
    receiver.answer = (_received, reply) => reply.code(500).send('')
    await subscribe('orders/create')
    shop.person.placeOrder({ lines: [{ sku: 'TEA-ASSAM-50' }] })
    await shop.insales.idle()
    expect(came()).toEqual(['/orders/create'])
  })
})
