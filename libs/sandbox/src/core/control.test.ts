import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { startReceiver, type Receiver } from '../testing/receiver.js'
import { basic } from '../testing/shop-client.js'
import { createSandbox } from './create-sandbox.js'
import type { Sandbox } from './sandbox.js'

const account = randomUUID()
let sandbox: Sandbox
let developer: Receiver
let shop: string

beforeAll(async () => {
  developer = await startReceiver()
  developer.answer = () => ({ status: 'Activated' })
  sandbox = await createSandbox({
    seed: 1,
    speed: 500,
    vendor: { gateway: developer.url },
    insales: { shops: [{ products: 3 }] },
  })
  shop = `/insales/shops/${sandbox.insales.shops()[0]!.id}`
})
afterEach(() => {
  developer.received.length = 0
})
afterAll(async () => {
  await sandbox.close()
  await developer.close()
})

async function ask(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${sandbox.urls.control}${path}`, {
    method,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return { status: answer.status, json: (await answer.json()) as any }
}

const asInsalesApp = { authorization: basic('sandbox-app', 'shop-1-password') }

describe('control', () => {
  test('says where everything is and who is let in', async () => {
    const { json } = await ask('GET', '/')
    expect(json.urls).toEqual(sandbox.urls)
    expect(json.insales[0].credentials[0].password).toBe('shop-1-password')
    expect(json.vendor.secretKey).toBeTruthy()
  })

  test('clock, faults and counters', async () => {
    expect((await ask('PATCH', '/clock', { speed: 1000 })).json.speed).toBe(1000)
    await ask('PATCH', '/faults', { throttled: 1 })
    const throttled = await fetch(`${sandbox.urls.insales}/admin/account.json`, { headers: asInsalesApp })
    expect(throttled.status).toBe(429)
    expect((await ask('DELETE', '/faults')).json.throttled).toBe(0)
    await fetch(`${sandbox.urls.insales}/admin/account.json`, { headers: asInsalesApp })
    expect((await ask('GET', '/counters')).json).toMatchObject({
      throttled: 1,
      byKind: { 'GET /admin/account': 2 },
    })
    await ask('DELETE', '/counters')
    expect((await ask('GET', '/counters')).json.total).toBe(0)
  })

  test('a buyer orders, a manager edits; the webhook is repeated on demand', async () => {
    await fetch(`${sandbox.urls.insales}/admin/webhooks.json`, {
      method: 'POST',
      headers: { ...asInsalesApp, 'content-type': 'application/json' },
      body: JSON.stringify({
        webhook: { address: `${developer.url}/hook`, topic: 'orders/create', format_type: 'json' },
      }),
    })
    const { json: order } = await ask('POST', `${shop}/orders`, {
      lines: [{ sku: 'TEA-EARL-50', quantity: 2 }],
    })
    await ask('POST', '/idle')
    expect((await ask('POST', '/webhooks/repeat', { times: 4, urlContains: '/hook' })).json).toEqual({
      repeated: 4,
    })
    await ask('POST', '/idle')
    expect(developer.received.map(({ body }) => (body as { id: number }).id)).toEqual(Array(5).fill(order.id))
    const line = { id: order.order_lines[0].id, quantity: 3 }
    const edited = await ask('PUT', `${shop}/orders/${order.id}`, {
      order_lines_attributes: [line],
      fulfillment_status: 'accepted',
    })
    expect(edited.json.order_lines[0].quantity).toBe(3)
    expect(edited.json.order_changes[0].user_name).toBe('Менеджер Ольга')
    expect((await ask('GET', `${shop}/orders`)).json).toHaveLength(1)
  })

  test('products and variants of the shop', async () => {
    const made = await ask('POST', `${shop}/products`, { title: 'Мате', variants_attributes: [{ price: 5 }] })
    await ask('PUT', `${shop}/products/${made.json.id}`, { title: 'Йерба мате' })
    await ask('PUT', `${shop}/variants/${made.json.variants[0].id}`, { quantity: 4 })
    expect((await ask('GET', `${shop}/products`)).json.at(-1)).toMatchObject({
      title: 'Йерба мате',
      variants: [{ quantity: 4 }],
    })
    expect((await ask('DELETE', `${shop}/products/${made.json.id}`)).status).toBe(200)
    expect((await ask('PUT', `${shop}/products/${made.json.id}`, {})).status).toBe(404)
  })

  test('another shop, and one that misbehaves', async () => {
    const { json } = await ask('POST', '/insales/shops', { title: 'Вторая', products: 1, warehouses: 2 })
    expect((await ask('GET', `/insales/shops/${json.id}/warehouses`)).json).toHaveLength(2)
    const changed = await ask('PATCH', `/insales/shops/${json.id}`, { behaviour: { groupUpdateFailed: 0.5 } })
    expect(changed.json.behaviour.groupUpdateFailed).toBe(0.5)
    expect((await ask('POST', '/insales/shops', { id: json.id })).status).toBe(400)
  })

  test('an account installs the solution, and its token works in JSON API until it is suspended', async () => {
    expect((await ask('POST', `/vendor/${account}/install`, { accountName: 'chay' })).json).toMatchObject({
      succeeded: true,
    })
    const [{ token, status }] = (await ask('GET', '/vendor/installations')).json
    expect(status).toBe('Activated')
    const call = developer.received[0]!.body as { access: { resource: string; access_token: string }[] }
    expect(call.access).toMatchObject([{ resource: sandbox.urls.moysklad, access_token: token }])
    const read = () =>
      fetch(`${sandbox.urls.moysklad}/entity/product`, {
        headers: {
          authorization: `Bearer ${token}`,
          'accept-encoding': 'gzip',
          accept: 'application/json;charset=utf-8',
        },
      })
    expect((await read()).status).toBe(200)
    await ask('POST', `/vendor/${account}/suspend`)
    expect((await read()).status).toBe(401)
    await ask('POST', `/vendor/${account}/resume`)
    expect((await ask('POST', `/vendor/${account}/context-key`, { admin: true })).json.contextKey).toMatch(
      /^[0-9a-f]{40}$/,
    )
    const page = await fetch(`${sandbox.urls.control}/vendor/${account}/page`, { redirect: 'manual' })
    expect([page.status, page.headers.get('location')]).toEqual([
      302,
      expect.stringMatching(/\/app\?contextKey=[0-9a-f]{40}&appUid=.+&userLocale=ru$/),
    ])
  })

  test('somebody works in MoySklad', async () => {
    const base = `/moysklad/accounts/${account}`
    const { json: product } = await ask('POST', `${base}/product`, { name: 'Мате', salePrices: [] })
    expect((await ask('PUT', `${base}/product/${product.id}`, { name: 'Йерба мате' })).json.name).toBe(
      'Йерба мате',
    )
    expect((await ask('PUT', `${base}/stock`, { assortmentId: product.id, quantity: 5 })).status).toBe(200)
    const names = (await ask('GET', `${base}/product`)).json.map((row: { name: string }) => row.name)
    expect(names).toContain('Йерба мате')
    expect((await ask('DELETE', `${base}/product/${product.id}`)).status).toBe(200)
    expect((await ask('GET', `${base}/product/${product.id}`)).status).toBe(400)
  })

  test.each<{ method: string; path: string; body?: unknown }>([
    { method: 'GET', path: '/nothing' },
    { method: 'PATCH', path: '/faults', body: { thottled: 1 } },
    { method: 'PATCH', path: '/clock', body: { speed: -1 } },
    { method: 'POST', path: '/insales/shops', body: { products: 500 } },
    { method: 'GET', path: '/insales/shops/1/products' },
    { method: 'GET', path: '/insales/shops/SHOP/secrets' },
    { method: 'POST', path: '/insales/shops/SHOP/orders', body: { lines: [] } },
    { method: 'POST', path: '/insales/shops/SHOP/orders', body: '{"lines":' },
    { method: 'GET', path: `/moysklad/accounts/${randomUUID()}/product` },
    { method: 'PUT', path: `/moysklad/accounts/${account}/stock`, body: { quantity: 'много' } },
    { method: 'POST', path: `/vendor/${randomUUID()}/suspend` },
    { method: 'POST', path: `/vendor/${account}/dance` },
    { method: 'PATCH', path: '/vendor', body: { gateway: 'localhost' } },
  ])('$method $path $body: 4xx that says why', async ({ method, path, body }) => {
    const { status, json } = await ask(method, path.replace('/insales/shops/SHOP', shop), body)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(json.error).toBeTruthy()
  })

  test('a port that is taken: refused, and nothing is left running', async () => {
    const port = Number(new URL(sandbox.urls.control).port)
    await expect(createSandbox({ controlPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
