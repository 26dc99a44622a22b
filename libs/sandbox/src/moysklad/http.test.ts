import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createClient } from './testing/client.js'
import { openWorld, type World } from './testing/world.js'

let world: World
beforeEach(() => void (world = openWorld()))
afterEach(() => world.sandbox.close())

const raw = (headers: Record<string, string>, url = '/api/remap/1.2/entity/group') =>
  world.sandbox.app.inject({ method: 'GET', url, headers })
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe('what a request must look like', () => {
  it('answers 415 without a body when gzip is not accepted', async () => {
    for (const encoding of [undefined, 'deflate', 'br', 'gzipped']) {
      const reply = await raw({
        authorization: 'Bearer secret',
        ...(encoding && { 'accept-encoding': encoding }),
      })
      expect([encoding, reply.statusCode, reply.payload]).toEqual([encoding, 415, ''])
    }
  })

  it('zips what it answers', async () => {
    const reply = await raw({ authorization: 'Bearer secret', 'accept-encoding': 'gzip, deflate, br' })
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-encoding']).toBe('gzip')
    expect([...reply.rawPayload.subarray(0, 2)]).toEqual([0x1f, 0x8b])
  })

  it.each([
    ['application/json;charset=utf-8', 200],
    ['application/json', 200],
    ['*/*', 200],
    ['text/html', 400],
    ['application/xml', 400],
  ])('Accept: %s is answered %i', async (accept, status) => {
    const reply = await world.ask('GET', 'entity/group', undefined, { accept })
    expect(reply.status).toBe(status)
    if (status === 400) expect(reply.body.errors[0].code).toBe(1062)
  })

  it('wants JSON to be called JSON', async () => {
    const reply = await world.ask('POST', 'entity/product', '{"name":"x"}', { 'content-type': 'text/plain' })
    expect([reply.status, reply.body.errors[0].code]).toEqual([415, 1037])
  })

  it('says where malformed JSON breaks', async () => {
    const reply = await world.ask('POST', 'entity/product', '{\n  "name": "x",\n}')
    expect(reply.status).toBe(400)
    expect(reply.body.errors[0]).toMatchObject({ code: 2001, line: 3, column: 1 })
  })

  it.each([
    ['nothing', '', 1027],
    ['a word', '"x"', 2005],
    ['arrays in an array', '[[]]', 2004],
    ['eleven levels', `${'{"a":'.repeat(11)}1${'}'.repeat(11)}`, 2006],
  ])('refuses a body of %s', async (_what, body, code) => {
    const reply = await world.ask('POST', 'entity/product', body)
    expect([reply.status, reply.body.errors[0].code]).toEqual([400, code])
  })

  it('takes ten levels', async () => {
    const reply = await world.ask('POST', 'entity/product', `${'{"name":'.repeat(10)}1${'}'.repeat(10)}`)
    expect(reply.body.errors[0].code).toBe(2016)
  })

  it('takes 1000 objects and refuses 1001', async () => {
    const folders = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `Группа ${i}` }))
    expect((await world.ask('POST', 'entity/productfolder', folders(1000))).body).toHaveLength(1000)
    const reply = await world.ask('POST', 'entity/productfolder', folders(1001))
    expect([reply.status, reply.body.errors[0].code]).toEqual([413, 2007])
  })

  it('refuses more than 20 MB', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(20 * 1024 * 1024) })
    const reply = await world.ask('POST', 'entity/product', body)
    expect([reply.status, reply.body.errors[0].code]).toEqual([413, 1044])
  })

  it('refuses more than 8 KB of headers, as the proxy does: in HTML', async () => {
    const long = await world.ask('GET', `entity/product?filter=${'id=x;'.repeat(2000)}`)
    expect([long.status, long.text.slice(0, 6)]).toEqual([414, '<html>'])
    const wide = await world.ask('GET', 'entity/product', undefined, { 'x-note': 'x'.repeat(8200) })
    expect([wide.status, wide.text.slice(0, 6)]).toEqual([400, '<html>'])
  })

  it('prints prettily when asked', async () => {
    const reply = await world.ask('GET', 'entity/group', undefined, { 'lognex-pretty-print-json': 'true' })
    expect(reply.text).toContain('\n  "meta": {')
  })
})

describe('addresses', () => {
  it('answers HTML outside of the API', async () => {
    const reply = await world.ask('GET', 'http://x/api/nosuch')
    expect([reply.status, reply.headers['content-type']]).toEqual([404, 'text/html'])
  })

  it.each([
    ['GET', 'entity/nosuch', 404, 1005],
    ['GET', 'entity/product/nosuch', 400, 1052],
    ['GET', 'entity/product/11111111-1111-4111-8111-111111111111', 404, 1021],
    ['GET', 'nosuch', 404, 1002],
    ['GET', 'entity/webhook/metadata', 404, 1003],
    ['POST', 'entity/region', 405, 1011],
  ])('%s %s is answered %i, code %i', async (method, path, status, code) => {
    const reply = await world.ask(method, path, method === 'POST' ? { name: 'x' } : undefined)
    expect([reply.status, reply.body.errors[0].code]).toEqual([status, code])
    expect(reply.body.errors[0].moreInfo).toBe(`https://dev.moysklad.ru/doc/api/remap/1.2/#error_${code}`)
  })

  it('counts requests by kind', async () => {
    await world.ask('GET', `entity/product/${world.shop.products['KR-0350']}`)
    await world.ask('GET', 'entity/product?limit=1')
    await world.ask('GET', 'entity/nosuch')
    expect(world.kit.counter.read()).toMatchObject({
      total: 3,
      byKind: { 'GET /entity/product/:id': 1, 'GET /entity/product': 1, 'GET /entity/nosuch': 1 },
      byStatus: { 200: 2, 404: 1 },
    })
  })
})

describe('who may come in', () => {
  it.each([
    ['no header', undefined],
    ['a wrong token', 'Bearer nosuch'],
    ['a wrong password', basic('admin@teplydom:nosuch')],
    ['a stranger', basic('nobody:parol')],
  ])('%s is answered 401, code 1056', async (_what, authorization) => {
    const reply = await raw({ 'accept-encoding': 'gzip', ...(authorization && { authorization }) })
    expect(reply.statusCode).toBe(401)
    expect(reply.headers['x-lognex-auth']).toBeDefined()
    expect(decodeURIComponent(String(reply.headers['x-lognex-auth-message']))).toContain(
      'Неправильный пароль',
    )
  })

  it('a user comes in by password, gets a token, and his former token is void', async () => {
    const { sandbox, ask } = world
    const authorization = basic('admin@teplydom:parol')
    const first = await ask('POST', 'security/token', undefined, { authorization })
    expect(first.body).toEqual({ access_token: expect.stringMatching(/^[0-9a-f]{40}$/) })
    const asUser = createClient(sandbox, first.body.access_token)
    expect((await asUser('GET', 'context/employee')).body).toMatchObject({ uid: 'admin@teplydom' })
    await ask('POST', 'security/token', undefined, { authorization })
    expect((await asUser('GET', 'context/employee')).status).toBe(401)
  })

  it('knows a solution from a user', async () => {
    const { ask, account } = world
    expect((await ask('GET', 'context/application')).body).toMatchObject({ appUid: account.state.appUid })
    expect((await ask('GET', 'context/employee')).body.errors[0].code).toBe(55006)
    const authorization = basic('admin@teplydom:parol')
    const user = await ask('GET', 'context/application', undefined, { authorization })
    expect(user.body.errors[0].code).toBe(55005)
  })

  it('a revoked token is void, another one of the solution is not', async () => {
    const { account, ask, sandbox } = world
    const second = createClient(sandbox, account.issueToken('second'))
    account.revokeToken('secret')
    expect((await ask('GET', 'entity/group')).status).toBe(401)
    expect((await second('GET', 'entity/group')).status).toBe(200)
  })

  it('accounts see nothing of each other', async () => {
    const { sandbox, shop } = world
    sandbox.addAccount({ name: 'other', token: 'other' })
    const other = createClient(sandbox, 'other')
    expect((await other('GET', 'entity/product')).body.meta.size).toBe(0)
    expect((await other('GET', `entity/product/${shop.products['KR-0350']}`)).status).toBe(404)
  })

  it('goes out and comes back with the subscription', async () => {
    const { account, ask, sandbox } = world
    await ask('POST', 'entity/webhook', {
      url: 'http://hook.test/a',
      action: 'UPDATE',
      entityType: 'product',
    })
    account.suspend()
    expect((await ask('GET', 'entity/webhook')).status).toBe(401)
    expect(account.list('webhook')).toMatchObject([{ enabled: false }])
    const again = createClient(sandbox, account.resume())
    expect((await again('GET', 'entity/webhook')).body.rows).toMatchObject([{ enabled: true }])
  })
})
