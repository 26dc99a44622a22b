import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { ensureIndexes } from '@skladbridge/runtime'
import { testMongo } from '@skladbridge/testing'
import type { ConnectionStore } from '../ports.js'
import { connectionModel, createConnectionStore } from './connections.js'

let mongo: Awaited<ReturnType<typeof testMongo>>
let store: ConnectionStore
let now: Date
const credentials = { keyId: 'k1', iv: 'iv', tag: 'tag', data: 'data' }
const key = { accountId: 'a', shopId: '1' }
const denial = { code: 'INSALES_TARIFF_LOCKED', text: 'Нет.', path: '/orders/1.json' }
const shop = {
  key,
  host: 's.myinsales.ru',
  mainHost: 'tea.ru',
  title: 'Чай',
  credentials,
  via: 'key' as const,
}
const pass = (ms: number) => (now = new Date(now.getTime() + ms))

beforeAll(async () => {
  mongo = await testMongo()
  await ensureIndexes([connectionModel(mongo.connection)])
})
beforeEach(async () => {
  now = new Date('2026-01-01T00:00:00Z')
  const model = connectionModel(mongo.connection)
  await model.deleteMany({})
  store = createConnectionStore(model, () => now)
})
afterAll(() => mongo.close())

describe('the state of a connection', () => {
  it('is not changed by what was learned with older credentials', async () => {
    const { version } = await store.connect(shop)
    await store.connect(shop)
    expect(await store.deny(key, version, denial, now)).toBe(false)
    expect(await store.find(key)).toMatchObject({ state: 'active', denial: undefined })
  })

  it('goes to denied once, whatever number of requests met it', async () => {
    const { version } = await store.connect(shop)
    const noted = await Promise.all([1, 2, 3].map(() => store.deny(key, version, denial, now)))
    expect(noted.filter(Boolean)).toHaveLength(1)
    expect(await store.find(key)).toMatchObject({ state: 'denied', denial, version: version + 1 })
    expect(await store.mend(key, version)).toBe(false)
    expect(await store.mend(key, version + 1)).toBe(true)
    expect(await store.find(key)).toMatchObject({ state: 'active', denial: undefined })
  })

  it('keeps credentials of a shop that was connected again while it was cleaned up', async () => {
    await store.connect(shop)
    const removed = await store.remove(key)
    await store.connect(shop)
    expect(await store.erase(key, removed!.version)).toBe(false)
    expect((await store.find(key))?.credentials).toEqual(credentials)
  })

  it('is listed by account and shop, a page at a time', async () => {
    for (const [accountId, shopId] of [
      ['b', '1'],
      ['a', '2'],
      ['a', '1'],
    ] as const) {
      await store.connect({ ...shop, key: { accountId, shopId } })
    }
    const first = await store.list({ accountId: '', after: undefined, limit: 2 })
    const rest = await store.list({ accountId: '', after: first[1]!.key, limit: 2 })
    expect([...first, ...rest].map((record) => `${record.key.accountId}${record.key.shopId}`)).toEqual([
      'a1',
      'a2',
      'b1',
    ])
    expect(await store.list({ accountId: 'b', after: undefined, limit: 9 })).toHaveLength(1)
    expect((await store.findByMainHost('a', 'tea.ru'))?.host).toBe('s.myinsales.ru')
    expect(await store.findByMainHost('c', 'tea.ru')).toBeUndefined()
  })
})

describe('the duties of a connection', () => {
  it('one asked for anew during the work is done again, but not at the same time', async () => {
    const { version } = await store.connect(shop)
    const first = await store.claim('announce', 60_000)
    await store.deny(key, version, denial, now)
    expect(await store.claim('announce', 60_000)).toBeUndefined()
    await store.settle(first!)
    expect(await store.claim('announce', 60_000)).toMatchObject({ record: { state: 'denied' } })
  })

  it('those of another state are gone: nobody probes a shop that was connected again', async () => {
    const { version } = await store.connect(shop)
    await store.deny(key, version, denial, now)
    await store.connect(shop)
    pass(1)
    expect(await store.claim('probe', 1_000)).toBeUndefined()
  })
})
