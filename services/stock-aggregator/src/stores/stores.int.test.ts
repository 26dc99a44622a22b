import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { eraseAccount } from '@skladbridge/runtime'
import { collectionsWith, testMongo, uniqueName } from '@skladbridge/testing'
import type { Change, Level } from '../domain/types.js'
import { openStores } from './stores.js'

let mongo: Awaited<ReturnType<typeof testMongo>>
let stores: Awaited<ReturnType<typeof openStores>>
let lane: string
beforeAll(async () => {
  mongo = await testMongo()
  stores = await openStores(mongo.connection)
})
afterAll(() => mongo.close())
beforeEach(() => {
  lane = uniqueName('lane')
})

const change = (id: string, level: Level, before?: Level): Change => ({
  assortmentId: `a-${id}`,
  insalesProductId: `p-${id}`,
  insalesVariantId: id,
  level,
  before,
})
const one = { quantity: 5, at: { 0: 2, 3: 3 } }

describe('what was sent', () => {
  it('is told again as it was, by warehouse too, and of this lane only', async () => {
    await stores.sent.remember(lane, [change('v1', one), change('v2', { quantity: 0 })], 'run')
    await stores.sent.remember(`${lane}-2`, [change('v1', { quantity: 9 })], 'run')
    expect(await stores.sent.lastSent(lane, ['v1', 'v2', 'v3'])).toEqual(
      new Map<string, Level>([
        ['v1', one],
        ['v2', { quantity: 0 }],
      ]),
    )
    expect(await stores.sent.countAbove(lane, 0)).toBe(1)
  })

  it('by total after it was sent by warehouse knows warehouses no more', async () => {
    await stores.sent.remember(lane, [change('v1', one)], 'run')
    await stores.sent.remember(lane, [change('v1', { quantity: 5 }, one)], 'run')
    expect(await stores.sent.lastSent(lane, ['v1'])).toEqual(new Map([['v1', { quantity: 5 }]]))
  })

  it('is to be read back until it was, and counts how often it was lost', async () => {
    await stores.sent.remember(lane, [change('v1', one, { quantity: 1 })], 'run')
    await stores.sent.sentAgain(lane, ['v1'])
    expect(await stores.sent.unverified(lane, 10)).toMatchObject([
      { insalesVariantId: 'v1', level: one, before: { quantity: 1 }, lost: 1 },
    ])
    await stores.sent.verified(lane, ['v1'])
    expect(await stores.sent.unverified(lane, 10)).toEqual([])
    expect(await stores.sent.rows(lane, ['v1'])).toMatchObject([{ lost: 0 }])
  })

  it('of what a report has not seen comes in pages, and is forgotten when asked', async () => {
    const many = Array.from({ length: 1_100 }, (_, at) => change(`v${at}`, { quantity: 1 }))
    await stores.sent.remember(lane, many, 'run')
    const pages: number[] = []
    for await (const page of stores.sent.notSeen(lane, 0, (id) => id === 'a-v7')) pages.push(page.length)
    expect(pages).toEqual([500, 500, 99])
    await stores.sent.forget(
      lane,
      many.map((each) => each.insalesVariantId),
    )
    expect(await stores.sent.countAbove(lane, 0)).toBe(0)
  })
})

const hold = {
  runId: 'r1',
  state: 'held' as const,
  vanishing: 30,
  inStock: 40,
  rowsRead: 1,
  heldAt: new Date(0),
}

describe('a hold', () => {
  it('is decided once; the same word again is no error, another one or another run is', async () => {
    await stores.holds.put(lane, hold)
    expect(await stores.holds.decide(lane, 'r2', 'confirmed', new Date(1))).toBeUndefined()
    const decided = await stores.holds.decide(lane, 'r1', 'confirmed', new Date(1))
    expect(decided).toEqual({ ...hold, state: 'confirmed', decidedAt: new Date(1) })
    expect(await stores.holds.decide(lane, 'r1', 'confirmed', new Date(2))).toEqual(decided)
    expect(await stores.holds.decide(lane, 'r1', 'rejected', new Date(2))).toBeUndefined()
    await stores.holds.clear(lane)
    expect(await stores.holds.get(lane)).toBeUndefined()
  })
})

describe('bundles', () => {
  it('once read are found by what they consist of; noting them again changes nothing', async () => {
    const components = [{ assortmentId: 'x', quantity: 2 }]
    await stores.bundles.note(lane, ['kit'])
    await stores.bundles.put(lane, new Map([['kit', components]]), new Date(5))
    await stores.bundles.note(lane, ['kit'])
    expect(await stores.bundles.withComponents(lane, ['x', 'y'])).toEqual(['kit'])
    expect(await stores.bundles.get(lane, ['kit'])).toEqual(
      new Map([['kit', { components, readAt: new Date(5) }]]),
    )
    expect(await stores.bundles.ids(lane)).toEqual(['kit'])
  })
})

describe('news of orders', () => {
  it('that come late do not turn back the clock', async () => {
    await stores.orders.heard(lane, new Date(9))
    await stores.orders.heard(lane, new Date(5))
    expect(await stores.orders.lastAt(lane)).toEqual(new Date(9))
  })
})

describe('an account that is erased', () => {
  it('leaves nothing in any collection', async () => {
    const account = uniqueName('account')
    const mine = `${account}.1`
    await stores.sent.remember(mine, [change('v1', one)], 'run')
    await stores.bundles.note(mine, ['kit'])
    await stores.orders.heard(mine, new Date(1))
    await stores.holds.put(mine, { ...hold, runId: 'r9' })
    const counts = { rowsRead: 0, changed: 0, written: 0, failed: 0, requests: 0 }
    const times = { startedAt: new Date(0), finishedAt: new Date() }
    const run = {
      id: uniqueName('run'),
      kind: 'full',
      state: 'done',
      failureCode: '',
      failureText: '',
    } as const
    await stores.runs.add({ accountId: account, shopId: '1' }, { ...run, ...counts, ...times })
    expect(await collectionsWith(mongo, mine)).toHaveLength(5)
    await eraseAccount(mongo.connection, account)
    expect(await collectionsWith(mongo, mine)).toEqual([])
  })
})
