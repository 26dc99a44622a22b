import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { request } from 'undici'
import { basic, startShop, type ShopUnderTest } from '../testing/shop-client.js'

let shop: ShopUnderTest
beforeEach(async () => {
  shop = await startShop({ shops: [{}, {}] })
})
afterEach(() => shop.close())

describe('who may come in', () => {
  test('the credentials tell which shop is meant', async () => {
    const second = { authorization: basic('sandbox-app', 'shop-2-password') }
    expect((await shop.ask('GET', '/account.json')).json.main_host).toBe('shop-1.myinsales.ru')
    expect((await shop.ask('GET', '/account.json', undefined, second)).json.main_host).toBe(
      'shop-2.myinsales.ru',
    )
  })

  test('credentials of another shop than the Host says are none', async () => {
    const ask = async (host: string) => {
      const headers = { host, authorization: basic('sandbox-app', 'shop-1-password') }
      const answer = await request(`${shop.url}/admin/account.json`, { headers })
      await answer.body.dump()
      return answer
    }
    expect((await ask('shop-1.myinsales.ru')).statusCode).toBe(200)
    expect((await ask('shop-2.myinsales.ru')).statusCode).toBe(401)
  })

  test('wrong or no credentials: 401 that is no JSON, and counted', async () => {
    const wrong = await shop.ask('GET', '/account.json', undefined, {
      authorization: basic('sandbox-app', 'guess'),
    })
    expect([wrong.status, wrong.json, wrong.headers.get('api-usage-limit')]).toEqual([
      401,
      undefined,
      '1/500',
    ])
    expect((await shop.ask('GET', '/account.json', undefined, { authorization: '' })).status).toBe(401)
  })

  test('a right the application lacks: 403 with a message', async () => {
    shop.insales.shops()[0]!.credentials[0]!.denied = ['orders']
    const answer = await shop.ask('GET', '/orders.json')
    expect([answer.status, answer.json.status]).toEqual([403, 'error'])
    expect((await shop.ask('GET', '/products.json')).status).toBe(200)
  })

  test('from outside Russia: 403 with a page', async () => {
    shop.insales.shops()[0]!.behaviour.geoBlocked = true
    const answer = await shop.ask('GET', '/account.json')
    expect([answer.status, answer.text.includes('Доступ ограничен')]).toEqual([403, true])
  })
})

describe('how it may be asked', () => {
  test.each(['/nothing.json', '/products.xml', '/products', '/products/abc.json', '/products/7.json'])(
    '%s: 404 with a page, although JSON is accepted',
    async (path) => {
      const answer = await shop.ask('GET', path, undefined, { accept: 'application/json' })
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    },
  )

  test('a write says that it is JSON, even without a body', async () => {
    for (const type of ['application/x-www-form-urlencoded', '']) {
      const answer = await shop.ask('POST', '/products.json', '{}', { 'content-type': type })
      expect([answer.status, answer.json]).toEqual([
        422,
        { message: 'incorrect Content-Type, should be application/json' },
      ])
    }
    const recover = await shop.ask('POST', '/products/1/recover.json', undefined, {
      'content-type': 'text/plain',
    })
    expect(recover.status).toBe(422)
  })

  test.each(['{"product":', 'not json', '{"a":1}}'])('a body that is no JSON (%s): 400', async (body) => {
    expect((await shop.ask('POST', '/products.json', body)).status).toBe(400)
  })

  test.each([
    ['null'],
    ['[]'],
    ['"text"'],
    ['{"product":[1]}'],
    ['{"product":{"variants_attributes":"x","title":{}}}'],
  ])('a body of the wrong shape (%s): 422, no crash', async (body) => {
    expect((await shop.ask('POST', '/products.json', body)).status).toBe(422)
    expect((await shop.ask('GET', '/account.json')).status).toBe(200)
  })
})

const many = (count: number) =>
  Promise.all(Array.from({ length: count }, () => shop.ask('GET', '/account.json')))

describe('limits', () => {
  test('500 in a fixed window of five minutes, then 429 without a body until its end', async () => {
    await shop.close()
    shop = await startShop({}, { seed: 1, speed: 1 })
    await many(499)
    const last = await shop.ask('GET', '/account.json')
    expect([last.status, last.headers.get('api-usage-limit')]).toEqual([200, '500/500'])
    const over = await shop.ask('GET', '/account.json')
    expect([over.status, over.text]).toEqual([429, ''])
    const seconds = Number(over.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(200)
    expect(seconds).toBeLessThanOrEqual(300)
    expect(shop.kit.counter.read()).toMatchObject({ throttled: 1, byKind: { 'GET /admin/account': 501 } })
    shop.kit.clock.speed = 100_000
    await shop.kit.clock.sleep(seconds * 1000)
    shop.kit.clock.speed = 1
    expect((await shop.ask('GET', '/account.json')).headers.get('api-usage-limit')).toBe('1/500')
  })

  test('Retry-After is in the seconds of whoever waits', async () => {
    await shop.close()
    shop = await startShop({}, { seed: 1, speed: 100 })
    await many(500)
    expect(Number((await shop.ask('GET', '/account.json')).headers.get('retry-after'))).toBeLessThanOrEqual(3)
  })

  test('another application has its own budget; and budgets can be off', async () => {
    shop.insales.shops()[0]!.credentials.push({ login: 'other', password: 'p', appName: 'Другой' })
    await shop.ask('GET', '/account.json')
    const other = await shop.ask('GET', '/account.json', undefined, { authorization: basic('other', 'p') })
    expect(other.headers.get('api-usage-limit')).toBe('1/500')
    await shop.close()
    shop = await startShop({ limits: 'off' })
    await many(501)
    expect((await shop.ask('GET', '/account.json')).status).toBe(200)
  })

  test('503 as before 2026, when asked for', async () => {
    await shop.close()
    shop = await startShop({ throttledStatus: 503 }, { faults: { throttled: 1 } })
    const answer = await shop.ask('GET', '/account.json')
    expect([answer.status, answer.headers.has('retry-after'), answer.headers.has('api-usage-limit')]).toEqual(
      [503, true, true],
    )
  })
})
