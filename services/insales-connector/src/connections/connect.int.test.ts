import { afterEach, describe, expect, it } from '@jest/globals'
import { InsalesConnectionChanged, isOurWebhook } from '@skladbridge/contracts'
import { httpErrors, type Upstream } from '@skladbridge/http-client'
import { messagingErrors } from '@skladbridge/messaging'
import { changeFaults } from '@skladbridge/sandbox'
import { captureLogger, waitFor } from '@skladbridge/testing'
import {
  accountId,
  connectRequest,
  startTestConnector,
  webhookKey,
  type TestConnector,
  type TestConnectorOptions,
} from '../testing/start-connector.js'

let t: TestConnector
const start = async (options: TestConnectorOptions = {}) => (t = await startTestConnector(options))
afterEach(() => t.close())

const shop = () => t.sandbox.shops()[0]!
const hooks = () => shop().tables.hooks.rows()
const shopId = () => String(shop().id)
/** What the others were told, oldest first: `<shopId> <state>`. */
const heard = () =>
  t.broker.publishedOf(InsalesConnectionChanged).map(({ shopId, data }) => `${shopId} ${data.state}`)
const told = (state: string) => `${shopId()} ${state}`

describe('connecting a shop', () => {
  it('makes five hooks that the gateway knows again, and tells of it', async () => {
    await start()
    const connected = await t.connections.connect(connectRequest(t.sandbox))
    expect(connected).toMatchObject({
      connection: { accountId, shopId: shopId() },
      shopHost: shop().host,
      shopTitle: shop().title,
      state: 'active',
    })
    const ready = () => t.connections.get({ connection: connected.connection })
    await waitFor(async () => (await ready()).webhooksReady, { what: 'the hooks' })
    expect(
      hooks()
        .map(({ topic, format_type }) => `${topic} ${format_type}`)
        .sort(),
    ).toEqual([
      'orders/create json',
      'orders/destroy json',
      'orders/update json',
      'products/create json',
      'products/update json',
    ])
    for (const { address, topic } of hooks()) {
      const [, , , subject, word, hmac] = new URL(address).pathname.split('/')
      expect(topic.startsWith(`${word}/`)).toBe(true)
      expect(isOurWebhook([webhookKey], { system: 'insales', subject: subject!, topic: word! }, hmac!)).toBe(
        true,
      )
    }
    await waitFor(() => heard().length > 0, { what: 'the event' })
    expect(heard()).toEqual([told('active')])
  })

  it('again makes no hook twice, and no second connection', async () => {
    await start()
    await t.connectShop()
    await t.connectShop()
    expect(hooks()).toHaveLength(5)
    const list = await t.connections.list({ accountId: '', afterAccountId: '', afterShopId: '', limit: 10 })
    expect(list.connections).toHaveLength(1)
  })

  it('finishes what a process that died began: hooks and event are found due', async () => {
    await start()
    await t.duties.close()
    await t.connections.connect(connectRequest(t.sandbox))
    expect(hooks()).toHaveLength(0)
    const due = await t.store.claim('webhooks', 1_000)
    expect(due?.record.key).toEqual({ accountId, shopId: shopId() })
    expect(await t.store.claim('announce', 1_000)).toBeDefined()
  })

  it('makes the missing hooks only, after an answer was lost in the middle', async () => {
    let failures = 2
    const wrap = (upstream: Upstream): Upstream => ({
      close: () => upstream.close(),
      request: async (request) => {
        const answer = await upstream.request(request)
        if (request.operation === 'webhooks.create' && failures-- > 0) {
          throw httpErrors.HTTP_CUT({ upstream: 'inSales', reason: 'test', effect: 'unknown' })
        }
        return answer
      },
    })
    await start({ wrap })
    await t.connections.connect(connectRequest(t.sandbox))
    const key = { accountId, shopId: shopId() }
    // each failure puts it off; it is asked for anew instead of waiting for that
    const isReady = async () => {
      const record = await t.store.find(key)
      if (!record?.webhooksReady) await t.store.askFor(key, 'webhooks')
      return record?.webhooksReady
    }
    await waitFor(isReady, { what: 'the hooks', everyMs: 100 })
    expect(hooks()).toHaveLength(5)
  })

  it('keeps the event until the broker takes it', async () => {
    await start()
    t.broker.failWith(messagingErrors.MESSAGING_DISCONNECTED())
    await t.connectShop()
    expect(heard()).toEqual([])
    t.broker.failWith()
    await waitFor(() => heard().length > 0, { what: 'the event' })
    expect(heard()[0]).toBe(told('active'))
  })
})

describe('a shop that cannot be connected', () => {
  const refused = async (more: Parameters<typeof connectRequest>[1] = {}) => {
    const error = await t.connections
      .connect(connectRequest(t.sandbox, more))
      .catch((thrown: unknown) => thrown)
    const { connections } = await t.connections.list({
      accountId: '',
      afterAccountId: '',
      afterShopId: '',
      limit: 1,
    })
    expect(connections).toEqual([])
    return error
  }

  it('has refused the password', async () => {
    await start()
    expect(await refused({ password: 'wrong' })).toMatchObject({
      kind: 'denied',
      code: 'INSALES_CREDENTIALS_REFUSED',
      text: expect.stringContaining('идентификатор ключа API и пароль'),
      details: { side: 'insales' },
    })
  })

  it('gives no rights', async () => {
    await start()
    shop().credentials[0]!.denied = ['account']
    expect(await refused()).toMatchObject({ kind: 'denied', code: 'INSALES_RIGHTS_MISSING' })
  })

  it('is blocked', async () => {
    await start()
    shop().behaviour.locked = true
    expect(await refused()).toMatchObject({ kind: 'denied', code: 'INSALES_SHOP_BLOCKED' })
  })

  it('does not let our server in: nobody’s password is wrong then', async () => {
    await start()
    shop().behaviour.geoBlocked = true
    expect(await refused()).toMatchObject({ kind: 'unavailable', code: 'INSALES_GEO_BLOCKED' })
  })

  it.each(['http://169.254.169.254/', 'localhost', 'shop.example.ru', 'shop.myinsales.ru:8080', ''])(
    'is %p',
    async (shopHost) => {
      await start()
      expect(await refused({ shopHost })).toMatchObject({ kind: 'invalid', code: 'INSALES_HOST_REFUSED' })
      expect(t.kit.counter.read().total).toBe(0)
    },
  )

  it.each<[string, number | 'ENOTFOUND', unknown, string]>([
    ['is a page that is not found', 404, undefined, 'text/html'],
    ['is a page', 200, undefined, 'text/html'],
    ['answers JSON of something else', 200, { hello: 'world' }, 'application/json'],
    ['sends us elsewhere', 301, undefined, 'text/html'],
    ['does not exist', 'ENOTFOUND', undefined, ''],
  ])('%s', async (_name, status, json, type) => {
    const wrap = (upstream: Upstream): Upstream => ({
      close: () => upstream.close(),
      request: async () => {
        if (status === 'ENOTFOUND') {
          throw httpErrors.HTTP_NO_CONNECTION({ upstream: 'inSales', reason: status, effect: 'none' })
        }
        return { status, headers: { 'content-type': type }, body: Buffer.alloc(0), json }
      },
    })
    await start({ wrap })
    expect(await refused()).toMatchObject({
      kind: 'invalid',
      code: 'INSALES_NOT_A_SHOP',
      text: expect.stringContaining(shop().host),
    })
  })

  it('is down for the moment', async () => {
    await start()
    changeFaults(t.kit, { serverErrors: 1 })
    expect(await refused()).toMatchObject({ kind: 'unavailable' })
  })
})

describe('access that is lost and given back', () => {
  it('pauses the connection at the first 401, asks nothing more, goes on when the password opens again', async () => {
    await start({ probeEveryMs: 300 })
    const connection = await t.connectShop()
    const { credentials } = shop()
    const right = credentials[0]!.password
    credentials[0]!.password = 'changed-in-the-shop'
    const ask = () => t.orders.getMany({ connection, ids: ['1'] })
    const denial = { kind: 'denied', code: 'INSALES_CREDENTIALS_REFUSED', details: { side: 'insales' } }
    await expect(ask()).rejects.toMatchObject(denial)
    await waitFor(() => heard().includes(told('denied')), { what: 'the event' })
    t.kit.counter.reset()
    await expect(ask()).rejects.toMatchObject(denial)
    expect(t.kit.counter.read().byKind['GET /admin/orders/:id']).toBeUndefined()

    credentials[0]!.password = right
    await waitFor(() => heard().at(-1) === told('active'), { what: 'the probe' })
    expect(heard()).toEqual([told('active'), told('denied'), told('active')])
    expect(await ask()).toMatchObject({ missingIds: ['1'] })
  })

  it('does not go to and fro while one right is missing', async () => {
    await start({ probeEveryMs: 100 })
    const connection = await t.connectShop()
    shop().credentials[0]!.denied = ['orders']
    await expect(t.orders.getMany({ connection, ids: ['1'] })).rejects.toMatchObject({
      code: 'INSALES_RIGHTS_MISSING',
      text: expect.stringContaining('заказ 1'),
    })
    const probes = () => t.kit.counter.read().byKind['GET /admin/orders/count'] ?? 0
    await waitFor(() => probes() >= 3, { what: 'three probes' })
    expect(heard().filter((line) => line === told('active'))).toHaveLength(1)
    shop().credentials[0]!.denied = []
    await waitFor(() => heard().at(-1) === told('active'), { what: 'the right given back' })
  })

  it('is mended at once by new credentials', async () => {
    await start()
    const connection = await t.connectShop()
    shop().credentials[0]!.password = 'new-password'
    await expect(t.orders.getMany({ connection, ids: ['1'] })).rejects.toMatchObject({ kind: 'denied' })
    await t.connections.connect(connectRequest(t.sandbox))
    expect(await t.orders.getMany({ connection, ids: ['1'] })).toMatchObject({ missingIds: ['1'] })
  })
})

describe('removing a connection', () => {
  it('removes our hooks and nobody else’s, and the credentials', async () => {
    await start()
    const connection = await t.connectShop()
    const foreign = { ...hooks()[0]!, id: 999, address: 'https://other.example/hook' }
    shop().tables.hooks.add(foreign)
    expect(await t.connections.remove({ connection })).toMatchObject({
      state: 'removed',
      webhooksReady: false,
    })
    await waitFor(async () => !(await t.store.find(connection))?.credentials, {
      what: 'the credentials to go',
    })
    expect(hooks().map(({ address }) => address)).toEqual([foreign.address])
    await waitFor(() => heard().at(-1) === told('removed'), { what: 'the event' })
    await expect(t.orders.getMany({ connection, ids: ['1'] })).rejects.toMatchObject({
      code: 'INSALES_NOT_CONNECTED',
    })
    expect(await t.connections.remove({ connection })).toMatchObject({ state: 'removed' })
  })

  it('keeps at it when the shop is down, and does not make the merchant wait for it', async () => {
    await start()
    const connection = await t.connectShop()
    changeFaults(t.kit, { serverErrors: 1 })
    expect(await t.connections.remove({ connection })).toMatchObject({ state: 'removed' })
    await waitFor(async () => (await t.store.find(connection))?.credentials, {
      what: 'credentials still there',
    })
    changeFaults(t.kit, { serverErrors: 0 })
    const isClean = async () => {
      await t.store.askFor(connection, 'cleanup')
      return !(await t.store.find(connection))?.credentials
    }
    await waitFor(isClean, { what: 'the credentials to go', everyMs: 200, timeoutMs: 25_000 })
    expect(hooks()).toEqual([])
  })

  it('is over at once when the password opens nothing any more', async () => {
    await start()
    const connection = await t.connectShop()
    shop().credentials[0]!.password = 'changed'
    await t.connections.remove({ connection })
    await waitFor(async () => !(await t.store.find(connection))?.credentials, {
      what: 'the credentials to go',
    })
  })

  it('of a shop that was never connected is missing', async () => {
    await start()
    await expect(t.connections.remove({ connection: { accountId, shopId: '5' } })).rejects.toMatchObject({
      kind: 'missing',
      code: 'INSALES_CONNECTION_UNKNOWN',
    })
  })
})

describe('secrets', () => {
  it('are in no log line and not in the database in the clear', async () => {
    const captured = captureLogger()
    await start({ log: captured.log })
    const connection = await t.connectShop()
    const { login, password } = shop().credentials[0]!
    changeFaults(t.kit, { cutBefore: 1 })
    await t.orders.getMany({ connection, ids: ['1'] }).catch(() => undefined)
    changeFaults(t.kit, { cutBefore: 0 })
    shop().credentials[0]!.password = 'changed'
    await t.orders.getMany({ connection, ids: ['1'] }).catch(() => undefined)
    await t.connections
      .connect(connectRequest(t.sandbox, { password: 'one-more-secret' }))
      .catch(() => undefined)
    const stored = JSON.stringify(await t.store.find(connection))
    const basic = Buffer.from(`${login}:${password}`).toString('base64')
    expect(captured.lines().length).toBeGreaterThan(3)
    for (const secret of [password, basic, 'one-more-secret', '+79991234567', '9991234567']) {
      expect(captured.text()).not.toContain(secret)
      expect(stored).not.toContain(secret)
    }
  })
})
