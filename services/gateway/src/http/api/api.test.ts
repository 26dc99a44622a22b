import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { waitFor } from '@skladbridge/testing'
import { problemOf, startGateway, type AskOptions, type Gateway } from '../../testing/start-gateway.js'

const accountId = 'account-a'
const shop = { shopHost: '42.myinsales.ru', apiKey: 'key', password: 'password' }
const settings = '/connections/42/settings'
const russian = expect.stringMatching(/^[А-Я][^]*[а-я]/)

let gateway: Gateway
let admin: string
let employee: string
beforeEach(async () => {
  gateway = await startGateway()
  admin = (await gateway.sessions.open({ accountId, userId: 'u1', name: 'Кожевников', admin: true })).token
  employee = (await gateway.sessions.open({ accountId, userId: 'u2', admin: false })).token
})
afterEach(() => gateway.close())

const as = (token: string, method: string, path: string, { body, headers }: AskOptions = {}) =>
  gateway.ask(method, `/api/v1${path}`, { body, headers: { authorization: `Bearer ${token}`, ...headers } })
const byAdmin = (method: string, path: string, options?: AskOptions) => as(admin, method, path, options)
const ifMatch = (version: string) => ({ 'if-match': version })
const problem = (status: number, code: string) => ({ type: 'application/problem+json', status, code })

describe('POST /session', () => {
  const person = { accountId, userId: 'u1', uid: 'admin@a', name: 'Кожевников', admin: true }
  const open = (body: unknown) => gateway.ask('POST', '/api/v1/session', { body })

  it('makes a session of the contextKey, good for the account that MoySklad names', async () => {
    gateway.services.people.set('key-1', person)
    const { status, body } = await open({ contextKey: 'key-1' })
    expect({ status, body }).toMatchObject({ status: 200, body: { admin: true, expiresInS: 3600 } })
    await as(String(body['token']), 'GET', '/connections')
    for (const asked of gateway.services.requestsOf('insalesConnections.list'))
      expect(asked).toMatchObject({ accountId })
    await waitFor(() => gateway.services.requestsOf('moyskladAccounts.reportStatus')[0], {
      what: 'the status',
    })
    expect(gateway.services.requestsOf('moyskladAccounts.reportStatus')).toEqual([
      { accountId, status: 'SettingsRequired' },
    ])
  })

  it('tells nothing of the person but the session', async () => {
    gateway.services.people.set('key-1', person)
    expect(JSON.stringify((await open({ contextKey: 'key-1' })).body)).not.toContain('Кожевников')
  })

  it('refuses a key that was used or never given out, in Russian', async () => {
    gateway.services.people.set('key-1', person)
    await open({ contextKey: 'key-1' })
    for (const contextKey of ['key-1', 'guessed']) {
      const answer = await open({ contextKey })
      expect(problemOf(answer)).toEqual(problem(403, 'MOYSKLAD_CONTEXT_EXPIRED'))
      expect(answer.body).toMatchObject({ type: 'about:blank', status: 403, detail: russian })
    }
  })

  it.each([{}, { contextKey: '' }, { contextKey: 7 }, { accountId }, undefined])(
    '%p is no key',
    async (body) => {
      expect(await open(body)).toMatchObject({ status: 400, body: { detail: russian } })
      expect(gateway.services.calls).toEqual([])
    },
  )
})

describe('settings', () => {
  it.each([
    ['catalog', { syncProducts: true, syncImages: false }],
    ['orders', { syncOrders: true, numberPrefix: 'IS-', statusMap: [] }],
    ['stock', { syncStock: true, stockType: 'freeStock', storeIds: ['s1'] }],
  ])('of %s are read, saved under their version, and read again', async (name, wanted) => {
    const before = await byAdmin('GET', `${settings}/${name}`)
    expect(before).toMatchObject({ status: 200, body: {} })
    expect(before.headers.get('etag')).toBe('"0"')
    const saved = await byAdmin('PUT', `${settings}/${name}`, { body: wanted, headers: ifMatch('"0"') })
    expect(saved).toMatchObject({ status: 200, body: wanted })
    expect(saved.headers.get('etag')).toBe('"1"')
    const after = await byAdmin('GET', `${settings}/${name}`)
    // what was not sent has its default
    expect({ etag: after.headers.get('etag'), body: after.body }).toMatchObject({
      etag: '"1"',
      body: wanted,
    })
    expect(after.body).toEqual(saved.body)
  })

  it('that somebody else saved meanwhile are not overwritten', async () => {
    const save = (stockType: string) =>
      byAdmin('PUT', `${settings}/stock`, { body: { stockType }, headers: ifMatch('"0"') })
    await save('quantity')
    const second = await save('freeStock')
    expect(problemOf(second)).toEqual(problem(409, 'SETTINGS_CHANGED'))
    expect(second.body['detail']).toEqual(russian)
    expect((await byAdmin('GET', `${settings}/stock`)).body).toMatchObject({ stockType: 'quantity' })
  })

  it('take a weak ETag for what a proxy made of ours', async () => {
    const options = { body: { syncStock: true }, headers: ifMatch('W/"0"') }
    expect(await byAdmin('PUT', `${settings}/stock`, options)).toMatchObject({ status: 200 })
  })

  it.each([undefined, '', '0', '*', '"x"', '"-1"', '"1", "2"'])(
    'If-Match %p names no version',
    async (version) => {
      const headers = version === undefined ? {} : ifMatch(version)
      const answer = await byAdmin('PUT', `${settings}/stock`, { body: { syncStock: true }, headers })
      expect(problemOf(answer)).toEqual(problem(400, 'GATEWAY_IF_MATCH_MISSING'))
      expect(gateway.services.calls).toEqual([])
    },
  )

  it('that are wrong are refused with the field, in Russian, before the owner is asked', async () => {
    const body = { stockType: 'everything', storeIds: 'all' }
    const answer = await byAdmin('PUT', `${settings}/stock`, { body, headers: ifMatch('"0"') })
    expect(problemOf(answer)).toEqual(problem(400, 'GATEWAY_BODY_INVALID'))
    expect(answer.body['detail']).toMatch(/^Запрос заполнен неверно: stockType: Неверн.*; storeIds: Неверн/)
    expect(gateway.services.calls).toEqual([])
  })

  it('are an administrator’s to change, and everybody’s to see', async () => {
    const answer = await as(employee, 'PUT', `${settings}/stock`, {
      body: { syncStock: true },
      headers: ifMatch('"0"'),
    })
    expect(problemOf(answer)).toEqual(problem(403, 'GATEWAY_NOT_ADMIN'))
    expect(gateway.services.calls).toEqual([])
    expect(await as(employee, 'GET', `${settings}/stock`)).toMatchObject({ status: 200 })
  })

  it.each(['/connections/a.b/settings/stock', '/connections/a%2Fb/settings/stock'])(
    '%s names no shop',
    async (path) => {
      expect(await byAdmin('GET', path)).toMatchObject({ status: 400, body: { detail: russian } })
    },
  )
})

describe('connections', () => {
  it('are made, listed and taken away', async () => {
    const made = await byAdmin('POST', '/connections', { body: shop })
    const expected = { shopId: '42', shopHost: shop.shopHost, state: 'active', webhooksReady: true }
    expect(made).toMatchObject({ status: 200, body: expected })
    expect((await byAdmin('GET', '/connections')).body).toMatchObject({ connections: [expected] })
    expect((await byAdmin('DELETE', '/connections/42')).body).toMatchObject({ state: 'removed' })
  })

  it('tell MoySklad that set-up is done, and never show what they were made with', async () => {
    const { body } = await byAdmin('POST', '/connections', { body: shop })
    expect(gateway.services.requestsOf('moyskladAccounts.reportStatus')).toEqual([
      { accountId, status: 'Activated' },
    ])
    expect(JSON.stringify(body)).not.toMatch(/password|apiKey/)
  })

  it('that the shop refuses say why, and MoySklad hears nothing', async () => {
    const text = 'Магазин не принял логин и пароль. Проверьте их в разделе «Доступы».'
    gateway.services.fail(
      'insalesConnections.connect',
      new AppError({ kind: 'denied', code: 'INSALES_ACCESS_LOST', message: 'login refused', text }),
    )
    const answer = await byAdmin('POST', '/connections', { body: shop })
    expect(problemOf(answer)).toEqual(problem(403, 'INSALES_ACCESS_LOST'))
    expect(answer.body['detail']).toBe(text)
    expect(gateway.services.requestsOf('moyskladAccounts.reportStatus')).toEqual([])
  })

  it('that MoySklad did not hear of are connected once more by the same request', async () => {
    gateway.services.fail(
      'moyskladAccounts.reportStatus',
      new AppError({ kind: 'unavailable', code: 'MOYSKLAD_DOWN', message: 'down' }),
    )
    expect(await byAdmin('POST', '/connections', { body: shop })).toMatchObject({ status: 503 })
    gateway.services.mend()
    expect(await byAdmin('POST', '/connections', { body: shop })).toMatchObject({ status: 200 })
    expect((await byAdmin('GET', '/connections')).body['connections']).toHaveLength(1)
  })

  it('are an administrator’s to make and to take away', async () => {
    expect(await as(employee, 'POST', '/connections', { body: shop })).toMatchObject({ status: 403 })
    expect(await as(employee, 'DELETE', '/connections/42')).toMatchObject({ status: 403 })
    expect(gateway.services.calls).toEqual([])
  })

  it('offer the lists of both sides, without what is archived', async () => {
    const stores = await byAdmin('GET', '/dictionaries/stores')
    expect(stores.body).toEqual({
      entries: [{ id: '1', name: `stores of ${accountId}`, note: '', isDefault: true }],
    })
    expect((await byAdmin('GET', '/connections/42/dictionaries/custom-statuses')).body).toMatchObject({
      entries: [{ id: 'new', name: `custom-statuses of ${accountId}.42` }],
    })
    expect(await byAdmin('GET', '/dictionaries/secrets')).toMatchObject({
      status: 400,
      body: { detail: russian },
    })
  })
})

describe('access data, changes, notifications, products', () => {
  const access = { apiKey: 'key-2', password: 'password-2' }

  it('new access data are for the same shop, at the address that is known', async () => {
    await byAdmin('POST', '/connections', { body: shop })
    expect(await byAdmin('PUT', '/connections/42/access', { body: access })).toMatchObject({ status: 200 })
    expect(gateway.services.requestsOf('insalesConnections.connect').at(-1)).toEqual({
      ...{ accountId, ...access, shopHost: shop.shopHost, phone: '', expectedShopId: '42' },
      by: { userId: 'u1', name: 'Кожевников' },
    })
    expect(await as(employee, 'PUT', '/connections/42/access', { body: access })).toMatchObject({
      status: 403,
    })
    expect(await byAdmin('PUT', '/connections/43/access', { body: access })).toMatchObject({ status: 404 })
  })

  it('a shop that was installed from inSales is connected by its code', async () => {
    const made = await byAdmin('POST', '/connections/by-code', { body: { code: ' 42.myinsales.ru ' } })
    expect(made).toMatchObject({ status: 200, body: { shopId: '42' } })
    expect(await byAdmin('POST', '/connections/by-code', { body: { code: 'x' } })).toMatchObject({
      status: 400,
    })
  })

  it('a status that MoySklad does not take leaves the shop connected', async () => {
    const refusal = { kind: 'invalid', code: 'MOYSKLAD_STATUS_REFUSED', message: 'no' } as const
    gateway.services.fail('moyskladAccounts.reportStatus', new AppError(refusal))
    expect(await byAdmin('POST', '/connections', { body: shop })).toMatchObject({ status: 200 })
  })

  it('every save carries who did it; the list tells it of all sections', async () => {
    await byAdmin('PUT', `${settings}/stock`, { body: {}, headers: ifMatch('"0"') })
    expect(gateway.services.requestsOf('stockSettings.put')).toMatchObject([
      { by: { userId: 'u1', name: 'Кожевников' } },
    ])
    const { body } = await byAdmin('GET', '/connections/42/changes')
    const changes = body['changes'] as { section: string }[]
    expect(changes.map(({ section }) => section).sort()).toEqual([
      ...['catalog', 'connection', 'notifications', 'orders', 'stock'],
    ])
    expect(changes[0]).toMatchObject({ userName: 'Кожевников', fields: [{ field: 'on', to: true }] })
    expect(gateway.services.requestsOf('notifications.listChanges')).toMatchObject([
      { connection: { accountId, shopId: 'account' } },
    ])
  })

  it('the list of changes fails rather than leaving a section out', async () => {
    const away = { kind: 'unavailable', code: 'FAKE_AWAY', message: 'away', text: 'Недоступно.' } as const
    gateway.services.fail('orderSettings.listChanges', new AppError(away))
    expect(await byAdmin('GET', '/connections/42/changes')).toMatchObject({ status: 503 })
  })

  it('notifications are the account’s, under an ETag, an administrator’s to change', async () => {
    const wanted = { email: { on: true, addresses: ['a@b.ru'] } }
    const saved = await byAdmin('PUT', '/notifications', { body: wanted, headers: ifMatch('"0"') })
    expect(saved).toMatchObject({ status: 200, body: wanted })
    expect(saved.headers.get('etag')).toBe('"1"')
    const wrong = { webhook: { on: true, url: 'http://10.0.0.1/' } }
    expect(await byAdmin('PUT', '/notifications', { body: wrong, headers: ifMatch('"1"') })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('webhook.url') },
    })
    const empty = { email: { on: true } }
    expect(
      (await byAdmin('PUT', '/notifications', { body: empty, headers: ifMatch('"1"') })).body['detail'],
    ).toContain('укажите адрес почты')
    expect(await as(employee, 'POST', '/notifications/test')).toMatchObject({ status: 403 })
    expect(await as(employee, 'GET', '/notifications/state')).toMatchObject({ status: 200 })
  })

  it('products are listed, and synced by an administrator', async () => {
    expect((await byAdmin('GET', '/connections/42/products?state=parked')).body).toMatchObject({ linked: 7 })
    expect(await byAdmin('GET', '/connections/42/products?state=lost')).toMatchObject({ status: 400 })
    const synced = await byAdmin('POST', '/connections/42/products/sync', { body: {} })
    expect(synced).toMatchObject({ status: 200, body: { products: 7 } })
    expect(await as(employee, 'POST', '/connections/42/products/sync', { body: {} })).toMatchObject({
      status: 403,
    })
  })

  it('the account says who is here and whether MoySklad lets us in', async () => {
    expect((await byAdmin('GET', '/account')).body).toEqual({
      accountName: `имя ${accountId}`,
      user: { name: 'Кожевников', admin: true },
      moysklad: { state: 'active', webhooksReady: false, failureCode: '', failureText: '', advice: '' },
    })
  })

  it('a dictionary is searched by a part of a name', async () => {
    expect((await byAdmin('GET', '/dictionaries/stores?search=STORES')).body['entries']).toHaveLength(1)
    expect((await byAdmin('GET', '/dictionaries/stores?search=нет')).body['entries']).toEqual([])
  })
})

describe('work', () => {
  const link = {
    insalesOrderId: '1001',
    insalesNumber: '17',
    moyskladOrderId: '',
    state: 'parked',
    failureCode: 'ORDERS_SUM_DIFFERS',
    failureText: 'Суммы не сходятся.',
    nextAttemptAt: '',
    ...{ moyskladName: '', left: '', advice: '' },
  }

  it('an order is shown with its reason, and tried again on demand', async () => {
    gateway.services.orders.set(`${accountId}.42 1001`, link)
    expect((await byAdmin('GET', '/connections/42/orders/1001')).body).toEqual(link)
    expect(await byAdmin('POST', '/connections/42/orders/1001/retry')).toMatchObject({ status: 200 })
    expect(gateway.services.requestsOf('orderLinks.retry')).toHaveLength(1)
  })

  it('an order is found by either number, and made anew on demand; what waits is listed', async () => {
    gateway.services.orders.set(`${accountId}.42 1001`, link)
    expect((await byAdmin('GET', `/connections/42/orders/by-number/${link.insalesNumber}`)).body).toEqual(
      link,
    )
    expect(await byAdmin('GET', '/connections/42/orders/by-number/none')).toMatchObject({ status: 404 })
    expect(await byAdmin('POST', '/connections/42/orders/1001/resend')).toMatchObject({ status: 200 })
    expect(gateway.services.requestsOf('orderLinks.resend')).toHaveLength(1)
    expect((await byAdmin('GET', '/connections/42/orders/waiting?limit=5')).body).toEqual({
      orders: [link],
      cursor: '',
    })
  })

  it('an order that nobody knows is not found, in Russian', async () => {
    expect(await byAdmin('GET', '/connections/42/orders/7')).toMatchObject({
      status: 404,
      body: { detail: russian },
    })
    expect(await byAdmin('GET', '/connections/42/orders/first')).toMatchObject({ status: 400 })
  })

  it('a stock run is asked for and answered at once; the last ones are listed', async () => {
    const run = {
      id: 'r1',
      kind: 'full',
      startedAt: '2026-11-01T10:00:00Z',
      finishedAt: '2026-11-01T10:00:05Z',
      rowsRead: 3,
      changed: 1,
      written: 1,
      failed: 0,
      requests: 2,
      state: 'done',
      failureCode: '',
      failureText: '',
    }
    gateway.services.runs.set(`${accountId}.42`, [run])
    expect(await byAdmin('POST', '/connections/42/stock/runs')).toMatchObject({ status: 202, body: {} })
    expect((await byAdmin('GET', '/connections/42/stock/runs')).body).toEqual({ runs: [run] })
    expect(await as(employee, 'POST', '/connections/42/stock/runs')).toMatchObject({ status: 403 })
  })

  it.each(['confirm', 'reject'])(
    'a held stock run: what is taken away, and «%s» by an admin',
    async (word) => {
      const hold = {
        runId: 'run-2',
        state: 'held',
        vanishing: 900,
        inStock: 1000,
        rowsRead: 3,
        heldAt: '2026-09-01T09:00:00.000Z',
        decidedAt: '',
      }
      gateway.services.holds.set(`${accountId}.42`, hold)
      expect((await as(employee, 'GET', '/connections/42/stock/hold')).body).toEqual(hold)
      expect(await as(employee, 'POST', `/connections/42/stock/runs/run-2/${word}`)).toMatchObject({
        status: 403,
      })
      expect((await byAdmin('GET', '/connections/42/stock/hold')).body).toMatchObject({ state: 'held' })
      const decided = await byAdmin('POST', `/connections/42/stock/runs/run-2/${word}`)
      expect(decided.body).toMatchObject({
        runId: 'run-2',
        state: word === 'confirm' ? 'confirmed' : 'rejected',
      })
      expect(await byAdmin('POST', `/connections/42/stock/runs/run-1/${word}`)).toMatchObject({ status: 404 })
    },
  )

  it('a connection without a held run has none', async () => {
    gateway.services.holds.clear()
    expect((await byAdmin('GET', '/connections/42/stock/hold')).body).toMatchObject({ runId: '', state: '' })
  })

  it('a platform that asks to slow down is passed on with its time', async () => {
    gateway.services.fail(
      'stockRuns.list',
      new AppError({
        kind: 'throttled',
        code: 'FAKE_SLOW',
        message: 'slow',
        text: 'Подождите.',
        retryAfterMs: 1_500,
      }),
    )
    const answer = await byAdmin('GET', '/connections/42/stock/runs')
    expect(answer).toMatchObject({ status: 429, body: { detail: 'Подождите.' } })
    expect(answer.headers.get('retry-after')).toBe('2')
  })

  it('the subscription is shown; an account that billing does not know has none', async () => {
    const access = { allowed: true, reason: 'trial', until: '2026-12-19T15:50:12.000Z' }
    gateway.services.access.set(accountId, { accountId, ...access })
    expect((await byAdmin('GET', '/subscription')).body).toMatchObject({
      ...access,
      priceMinor: 100_000,
      daysLeft: 3,
    })
    gateway.services.access.clear()
    expect(await byAdmin('GET', '/subscription')).toMatchObject({ status: 404, body: { detail: russian } })
  })
})

describe('the description', () => {
  it('can be read in a browser, from our own address and no other', async () => {
    const page = await gateway.ask('GET', '/api/v1/docs/static/index.html')
    expect(page.status).toBe(200)
    expect(String(page.body['text'])).not.toMatch(/(src|href)="https?:/)
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect((await gateway.ask('GET', '/api/v1/openapi.json')).body).toMatchObject({ openapi: '3.1.0' })
  })

  it('answers are framed by nobody, kept by no cache, and give no foreign page a way in', async () => {
    const headers = { origin: 'https://evil.example' }
    const answer = await gateway.ask('GET', '/api/v1/connections', { headers })
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('set-cookie')).toBeNull()
    // a session in a cookie is none
    const cookie = { cookie: `token=${admin}; session=${admin}; authorization=Bearer ${admin}` }
    expect(await gateway.ask('GET', '/api/v1/connections', { headers: cookie })).toMatchObject({
      status: 403,
    })
  })
})

describe('failures', () => {
  it('a service that is away is a 503 in Russian', async () => {
    await gateway.services.close()
    expect(await byAdmin('GET', '/subscription')).toMatchObject({
      status: 503,
      body: { code: 'GRPC_UNAVAILABLE', detail: russian },
    })
  })

  it('an error that nobody foresaw keeps its words to itself', async () => {
    gateway.services.fail('billing.getSubscription', new Error('mongodb://user:pass@host') as AppError)
    const answer = await byAdmin('GET', '/subscription')
    expect(answer).toMatchObject({ status: 500, body: { title: 'internal error', detail: russian } })
    expect(JSON.stringify(answer.body)).not.toContain('mongodb')
  })

  it.each<[string, AskOptions, number]>([
    ['bad JSON', { body: '{' }, 400],
    [
      'no JSON at all',
      { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
    ],
    ['too much', { body: `"${'x'.repeat(8 * 1024 * 1024)}"` }, 413],
  ])('%s is refused in Russian', async (_what, options, status) => {
    expect(await byAdmin('POST', '/connections', options)).toMatchObject({
      status,
      body: { status, detail: russian },
    })
  })

  it('an unknown route is not found, in Russian', async () => {
    expect(await byAdmin('GET', '/nothing')).toMatchObject({ status: 404, body: { detail: russian } })
  })
})
