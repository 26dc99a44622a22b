import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Json } from './testing/client.js'
import { openWorld, type World } from './testing/world.js'

let world: World
beforeEach(() => void (world = openWorld()))
afterEach(() => world.sandbox.close())

const user = { authorization: `Basic ${Buffer.from('admin@teplydom:parol').toString('base64')}` }
const hook = (more: Json = {}, headers = {}) =>
  world.ask(
    'POST',
    'entity/webhook',
    { url: 'https://hook.test/ms', action: 'UPDATE', entityType: 'product', ...more },
    headers,
  )
const mug = () => `entity/product/${world.shop.products['KR-0350']}`
const events = () => world.kit.sent.flatMap(({ body }) => body.events as Json[])

describe('making webhooks', () => {
  it('answers what is kept, with the solution as author', async () => {
    const { body } = await hook({ diffType: 'FIELDS' })
    expect(body).toMatchObject({
      entityType: 'product',
      action: 'UPDATE',
      method: 'POST',
      enabled: true,
      diffType: 'FIELDS',
    })
    expect(body.authorApplication.meta.href).toContain(world.account.state.applicationId)
    expect(body.updated).toBeUndefined()
    expect((await world.ask('GET', 'entity/webhook')).body.rows).toEqual([body])
  })

  it('a solution has one for each type and action; the same one twice is 30003', async () => {
    await hook()
    expect((await hook()).body.errors[0].code).toBe(30003)
    const second = await hook({ url: 'https://hook.test/other' })
    expect([second.status, second.body.errors[0].code]).toEqual([412, 30007])
    expect((await hook({ action: 'CREATE' })).status).toBe(200)
    expect((await hook({ entityType: 'variant' })).status).toBe(200)
  })

  it('a user has five, beside the solution’s', async () => {
    await hook()
    for (let i = 0; i < 5; i++) expect((await hook({ url: `https://hook.test/${i}` }, user)).status).toBe(200)
    expect((await hook({ url: 'https://hook.test/6' }, user)).body.errors[0].code).toBe(30007)
  })

  it.each([
    [{ entityType: 'webhook' }, 30000],
    [{ action: 'PATCH' }, 30002],
    [{ url: 'hook.test' }, 30005],
    [{ action: 'CREATE', diffType: 'FIELDS' }, 30009],
    [{ url: `https://hook.test/${'x'.repeat(255)}` }, 30010],
    [{ url: null }, 3000],
    [{ diffType: 'ALL' }, 3005],
  ])('%j is refused with %i', async (more, code) => {
    expect((await hook(more)).body.errors[0].code).toBe(code)
  })

  it('is a matter of the tariff', async () => {
    world.account.state.paid = false
    const reply = await hook()
    expect([reply.status, reply.body.errors[0].code]).toEqual([403, 30006])
  })
})

describe('what webhooks tell', () => {
  it('as documented: events, who did it, a request id, four attempts of 1.5 s', async () => {
    await hook({ diffType: 'FIELDS' })
    await world.ask('PUT', mug(), { name: 'Кружка', description: 'Синяя', article: 'KR-0350' })
    expect(world.kit.sent).toHaveLength(1)
    const { url, body, headers, deadlineMs, attempts } = world.kit.sent[0]!
    expect(url).toMatch(/^https:\/\/hook\.test\/ms\?requestId=[0-9a-f-]{36}$/)
    expect([deadlineMs, attempts]).toEqual([1500, 4])
    expect(headers['User-Agent']).toBe('MoySklad webhook touch agent 2.0 (/https://www.moysklad.ru)')
    expect(body).toEqual({
      auditContext: {
        meta: { type: 'audit', href: expect.stringContaining('/audit/') },
        moment: '2026-04-01 12:00:00',
        uid: world.account.state.appUid,
      },
      events: [
        {
          meta: { type: 'product', href: expect.stringContaining(mug()) },
          updatedFields: ['name', 'description'],
          action: 'UPDATE',
          accountId: world.account.id,
        },
      ],
    })
  })

  it('names fields only when asked to, attributes by their own names', async () => {
    await hook()
    await world.ask('PUT', mug(), { name: 'Кружка' })
    expect(events()[0].updatedFields).toBeUndefined()
    const [{ id }] = (await world.ask('GET', 'entity/webhook')).body.rows
    await world.ask('PUT', `entity/webhook/${id}`, { diffType: 'FIELDS' })
    const attribute = (
      await world.ask('POST', 'entity/product/metadata/attributes', {
        name: 'ID товара inSales',
        type: 'string',
      })
    ).body
    await world.ask('PUT', mug(), {
      attributes: [{ meta: attribute.meta, value: '7' }],
      salePrices: [{ value: 1, priceType: { id: world.shop.priceTypes['Цена продажи'] } }],
    })
    expect(events()[1].updatedFields).toEqual(['salePrices', 'ID товара inSales'])
  })

  it('a bulk write is one message with all its events', async () => {
    await hook({ action: 'CREATE' })
    await world.ask('POST', 'entity/product', [{ name: 'a' }, { name: 5 }, { name: 'b' }])
    expect(world.kit.sent).toHaveLength(1)
    expect(events()).toHaveLength(2)
  })

  it('creating, changing and deleting are told apart', async () => {
    for (const action of ['CREATE', 'UPDATE', 'DELETE'])
      await hook({ action, url: `https://hook.test/${action}` })
    const { body } = await world.ask('POST', 'entity/product', { name: 'a' })
    await world.ask('PUT', `entity/product/${body.id}`, { name: 'b' })
    await world.ask('DELETE', `entity/product/${body.id}`)
    expect(events().map(({ action }) => action)).toEqual(['CREATE', 'UPDATE', 'DELETE'])
    expect(new Set(events().map(({ meta }) => meta.href))).toEqual(new Set([body.meta.href]))
  })

  it('a repeated syncId and a refused write tell nothing', async () => {
    await hook({ action: 'CREATE' })
    const syncId = '8b382799-f7d2-41e5-8a84-bae5000003a5'
    await world.ask('POST', 'entity/product', { name: 'a', syncId })
    await world.ask('POST', 'entity/product', { name: 'a', syncId })
    await world.ask('POST', 'entity/product', { name: '' })
    expect(events()).toHaveLength(1)
  })

  it('positions of an order changed alone tell the order', async () => {
    await hook({ entityType: 'customerorder', diffType: 'FIELDS' })
    const order = (await world.ask('POST', 'entity/customerorder', world.order())).body
    await world.ask('POST', `entity/customerorder/${order.id}/positions`, world.position('KR-0350'))
    expect(events()).toMatchObject([{ updatedFields: ['positions'], meta: { type: 'customerorder' } }])
  })

  it('not when disabled, deleted, or of another account', async () => {
    const { sandbox, account, ask } = world
    const { body } = await hook()
    sandbox.addAccount({ name: 'other', token: 'other' }).create('product', { name: 'a' })
    await ask('PUT', `entity/webhook/${body.id}`, { enabled: false })
    await ask('PUT', mug(), { name: 'a' })
    await ask('PUT', `entity/webhook/${body.id}`, { enabled: true })
    account.solutionWebhooks('deleted')
    await ask('PUT', mug(), { name: 'b' })
    expect(world.kit.sent).toEqual([])
  })

  it('what a person does is told too, under the person’s name', async () => {
    const { account, shop } = world
    await hook({ entityType: 'customerorder', diffType: 'FIELDS' })
    const order = account.create('customerorder', world.order())
    account.editOrder(String(order.id), {
      state: 'Собран',
      positions: [{ assortment: { type: 'product', id: shop.products['KR-0350'] }, quantity: 2, price: 100 }],
    })
    expect(world.kit.sent[0]!.body.auditContext).toMatchObject({ uid: 'admin@teplydom' })
    expect(events()[0].updatedFields).toEqual(['state', 'positions'])
    expect(account.get('customerorder', String(order.id))).toMatchObject({ sum: 200 })
  })
})

describe('X-Lognex-WebHook-DisableByPrefix', () => {
  const put = (prefix: string | string[]) =>
    world.ask('PUT', mug(), { name: `${prefix}` }, { 'x-lognex-webhook-disablebyprefix': prefix })

  it('mutes webhooks with that prefix, for this request only', async () => {
    await hook()
    await put('https://hook.test')
    await put('https://hook.test/ms')
    expect(world.kit.sent).toHaveLength(0)
    await put('https://hook.test/other')
    await world.ask('PUT', mug(), { name: 'a' })
    expect(world.kit.sent).toHaveLength(2)
  })

  it('several prefixes are several headers', async () => {
    await hook()
    await put(['https://else.test', 'https://hook.test'])
    expect(world.kit.sent).toHaveLength(0)
  })

  it.each(['https://', 'https://some_url', 'hook.test', 'https://a.test,https://hook.test'])(
    '%s is refused, and nothing is written',
    async (prefix) => {
      const reply = await put(prefix)
      expect([reply.status, reply.body.errors[0].code]).toEqual([400, 3030])
      expect(world.account.get('product', world.shop.products['KR-0350']!)!.name).toContain('керамическая')
    },
  )
})

describe('stock webhooks', () => {
  const stockHook = (more: Json = {}) =>
    world.ask('POST', 'entity/webhookstock', {
      url: 'https://hook.test/stock',
      reportType: 'all',
      stockType: 'stock',
      ...more,
    })

  beforeEach(() => world.kit.advance(60_000))

  it('are told once, a minute after the first change, where to read', async () => {
    const { kit, account, shop, ask } = world
    expect((await stockHook()).body).toMatchObject({ stockType: 'stock', reportType: 'all', enabled: true })
    account.setStock(shop.products['KR-0350']!, shop.stores.main, 5)
    await kit.advance(59_999)
    account.setStock(shop.products['TU-0300']!, shop.stores.main, 6)
    expect(kit.sent).toHaveLength(0)
    await kit.advance(1)
    expect(kit.sent.map(({ body }) => body)).toEqual([
      {
        accountId: account.id,
        stockType: 'stock',
        reportType: 'all',
        reportUrl: expect.stringMatching(/\/report\/stock\/all\/current\?changedSince=2026-04-01 12:01:00$/),
      },
    ])
    const changed = (await ask('GET', encodeURI(String(kit.sent[0]!.body.reportUrl)))).body
    expect(changed).toHaveLength(2)
  })

  it('tell a later change again, and nothing when the same number is set', async () => {
    const { kit, account, shop } = world
    await stockHook({ reportType: 'bystore' })
    for (const quantity of [5, 5, 6]) {
      account.setStock(shop.products['KR-0350']!, shop.stores.main, quantity)
      await kit.advance(60_000)
    }
    expect(kit.sent).toHaveLength(2)
    expect(String(kit.sent[1]!.body.reportUrl)).toContain('/report/stock/bystore/current')
  })

  it('do not hear of reserves', async () => {
    await stockHook()
    await world.ask(
      'POST',
      'entity/customerorder',
      world.order({ positions: [world.position('KR-0350', { reserve: 1 })] }),
    )
    await world.kit.advance(600_000)
    expect(world.kit.sent).toHaveLength(0)
  })

  it('one a solution for each report type; unknown types are refused', async () => {
    await stockHook()
    expect((await stockHook()).body.errors[0].code).toBe(30003)
    expect((await stockHook({ url: 'https://hook.test/b' })).body.errors[0].code).toBe(30007)
    expect((await stockHook({ reportType: 'bystore' })).status).toBe(200)
    expect((await stockHook({ stockType: 'freeStock' })).body.errors[0].code).toBe(3005)
  })
})
