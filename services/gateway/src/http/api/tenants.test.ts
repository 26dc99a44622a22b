import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { problemOf, startGateway, type Gateway } from '../../testing/start-gateway.js'

// Account A has everything that there is to have; B knows A's shop and order and has a session of its own.
const a = 'account-a'
const b = 'account-b'
const settings = { headers: { 'if-match': '"0"' }, body: {} }
const shop = { shopHost: '42.myinsales.ru', apiKey: 'key', password: 'password' }
/** What a route needs to be called in earnest; a new route that needs something must say it here. */
const needs: Record<string, { headers?: Record<string, string>; body?: unknown }> = {
  'POST /connections': { body: shop },
  'POST /connections/by-code': { body: { code: shop.shopHost } },
  'PUT /connections/{shopId}/access': { body: { apiKey: 'key', password: 'password' } },
  'POST /connections/{shopId}/products/sync': { body: {} },
  'PUT /notifications': settings,
  'PUT /connections/{shopId}/settings/catalog': settings,
  'PUT /connections/{shopId}/settings/orders': settings,
  'PUT /connections/{shopId}/settings/stock': settings,
  'POST /connections/{shopId}/loads': { body: { direction: 'moysklad-to-insales' } },
  'POST /connections/{shopId}/loads/last/conflicts': { body: { rule: 'skip' } },
  'POST /connections/{shopId}/loads/{loadId}/retry': { body: {} },
  'POST /connections/{shopId}/journal/retry': { body: {} },
}
const claims = { 'x-account-id': a, accountid: a }
const params: Record<string, string> = {
  shopId: '42',
  orderId: '1001',
  loadId: '7d6b4f5e-2f9b-4c58-9a3c-000000000001',
}
const kindOf = (path: string) => (path.startsWith('/dictionaries') ? 'stores' : 'warehouses')
const fill = (path: string) =>
  path.replace(/\{(\w+)\}/g, (_whole, name: string) => params[name] ?? kindOf(path))

let gateway: Gateway
let routes: string[]
const tokens: Record<string, string> = {}

/** Each call also claims to be A's, in every place but the session. */
const call = (route: string, headers: Record<string, string>) => {
  const [method, path] = route.split(' ') as [string, string]
  const given = needs[route]
  const options = { body: given?.body, headers: { ...given?.headers, ...claims, ...headers } }
  return gateway.ask(method, `/api/v1${fill(path)}?accountId=${a}`, options)
}
const as = (account: string, route: string) => call(route, { authorization: `Bearer ${tokens[account]}` })

beforeAll(async () => {
  gateway = await startGateway()
  for (const accountId of [a, b]) {
    tokens[accountId] = (await gateway.sessions.open({ accountId, userId: 'u', admin: true })).token
  }
  const { body } = await gateway.ask('GET', '/api/v1/openapi.json')
  routes = Object.entries(body['paths'] as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
  )
  gateway.services.orders.set(`${a}.42 1001`, {
    insalesOrderId: '1001',
    insalesNumber: '17',
    moyskladOrderId: a,
    state: 'synced',
    failureCode: '',
    failureText: '',
    nextAttemptAt: '',
    ...{ moyskladName: '17', left: '', advice: '' },
  })
  const at = '2026-01-01T00:00:00.000Z'
  const entry = { id: 'e', at, outcome: 'done', subject: 'order', code: 'c', text: `of ${a}`, advice: '' }
  gateway.services.entries.set(`${a}.42`, [{ ...entry, subjectId: a, subjectTitle: a }])
  await as(a, 'POST /connections')
})
afterAll(() => gateway.close())

const closed = () => routes.filter((route) => route !== 'POST /session')

describe('the description', () => {
  it('names every route and only POST /session is open', () => {
    expect(closed().length).toBeGreaterThanOrEqual(16)
    expect(Object.keys(needs).filter((route) => !routes.includes(route))).toEqual([])
  })
})

describe('tenants', () => {
  it('without a session no route answers and no service is asked', async () => {
    const before = gateway.services.calls.length
    for (const route of closed()) {
      for (const headers of [{}, { authorization: 'Bearer x.y.z' }] as Record<string, string>[]) {
        expect([route, problemOf(await call(route, headers))]).toEqual([
          route,
          { type: 'application/problem+json', status: 403, code: 'GATEWAY_SESSION_INVALID' },
        ])
      }
    }
    expect(gateway.services.calls).toHaveLength(before)
  })

  it('A reaches its own on every route: the calls below are real ones', async () => {
    for (const route of closed().filter((one) => !one.startsWith('DELETE'))) {
      const { status } = await as(a, route)
      // billing knows nothing of it, and the settings are saved already the second time
      expect([route, status < 500 && status !== 400]).toEqual([route, true])
    }
  })

  it('B gets nothing of A on any route, and every service is asked for B only', async () => {
    for (const route of closed()) {
      const before = gateway.services.calls.length
      const answer = await as(b, route)
      expect([route, JSON.stringify(answer.body).includes(a)]).toEqual([route, false])
      const asked = gateway.services.calls.slice(before)
      expect([route, asked.length > 0]).toEqual([route, true])
      for (const { method, request } of asked) {
        expect([method, JSON.stringify(request).includes(a)]).toEqual([method, false])
        expect([method, JSON.stringify(request).includes(b)]).toEqual([method, true])
      }
    }
  })

  it('an account in a body changes nothing', async () => {
    const headers = { authorization: `Bearer ${tokens[b]}` }
    const before = gateway.services.calls.length
    await gateway.ask('POST', '/api/v1/connections', { headers, body: { ...shop, accountId: a } })
    for (const { request } of gateway.services.calls.slice(before)) {
      expect(request).toMatchObject({ accountId: b })
    }
  })

  it('what B did left A as it was', async () => {
    expect((await as(a, 'GET /connections')).body).toMatchObject({
      connections: [{ shopId: '42', state: 'active' }],
    })
  })
})
