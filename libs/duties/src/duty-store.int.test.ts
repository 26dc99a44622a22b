import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { ensureIndexes } from '@skladbridge/runtime'
import { testMongo } from '@skladbridge/testing'
import { Schema, type Model } from 'mongoose'
import { askedFor, dutiesSchema, indexDuties, type HasDuties } from './duty-documents.js'
import { createDutyStore } from './duty-store.js'
import type { DutyStore } from './types.js'

const names = ['tell', 'probe'] as const
type Duty = (typeof names)[number]
interface Shop extends HasDuties<Duty> {
  state: string
}

let mongo: Awaited<ReturnType<typeof testMongo>>
let model: Model<Shop>
let store: DutyStore<Duty, string>
let now: Date
const pass = (ms: number) => (now = new Date(now.getTime() + ms))
const leaseMs = 60_000

beforeAll(async () => {
  mongo = await testMongo()
  const schema = new Schema<Shop>({ _id: String, state: String, duties: dutiesSchema(names) })
  indexDuties(schema, names)
  model = mongo.connection.model<Shop>('Shop', schema, 'shops')
  await ensureIndexes([model])
})
beforeEach(async () => {
  now = new Date('2026-01-01T00:00:00Z')
  await model.deleteMany({})
  store = createDutyStore(
    model,
    ({ _id, state }) => `${_id} ${state}`,
    () => now,
  )
})
afterAll(() => mongo.close())

const ask = (id: string, duty: Duty, state = 'active', dueAt = now) =>
  model.updateOne({ _id: id }, { $set: { state, ...askedFor(duty, dueAt) } }, { upsert: true })

describe('a duty', () => {
  it('is one process’s until its lease ends, then the next one’s', async () => {
    await ask('a', 'tell')
    const claims = await Promise.all([1, 2, 3].map(() => store.claim('tell', leaseMs)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    pass(59_000)
    expect(await store.claim('tell', leaseMs)).toBeUndefined()
    pass(2_000)
    expect(await store.claim('tell', leaseMs)).toMatchObject({ id: 'a', record: 'a active', attempt: 2 })
  })

  it('comes up again when it was put off, and never when it is done', async () => {
    await ask('a', 'tell')
    await store.settle((await store.claim('tell', leaseMs))!, { inMs: 300_000, attempt: 1 })
    expect(await store.claim('tell', leaseMs)).toBeUndefined()
    pass(300_000)
    const again = await store.claim('tell', leaseMs)
    expect(again).toMatchObject({ attempt: 2 })
    await store.settle(again!)
    pass(86_400_000)
    expect(await store.claim('tell', leaseMs)).toBeUndefined()
    expect((await model.findById('a').lean())?.duties).toEqual({})
  })

  it('that is asked for anew during the work is done again, but not at the same time', async () => {
    await ask('a', 'tell')
    const first = await store.claim('tell', leaseMs)
    await ask('a', 'tell', 'denied')
    expect(await store.claim('tell', leaseMs)).toBeUndefined()
    await store.settle(first!)
    expect(await store.claim('tell', leaseMs)).toMatchObject({ record: 'a denied', attempt: 1 })
  })

  it('of a document that is gone, or wants it no more, is settled without a trace', async () => {
    await ask('a', 'tell')
    const gone = await store.claim('tell', leaseMs)
    await model.deleteMany({})
    await store.settle(gone!, { inMs: 0, attempt: 1 })
    expect(await model.countDocuments()).toBe(0)
    await ask('a', 'probe')
    const unwanted = await store.claim('probe', leaseMs)
    await model.updateOne({ _id: 'a' }, { $unset: { 'duties.probe': 1 } })
    await store.settle(unwanted!, { inMs: 0, attempt: 1 })
    expect((await model.findById('a').lean())?.duties).toEqual({})
  })

  it('is taken longest due first, each kind for itself, or of one document only', async () => {
    await ask('young', 'tell', 'active', new Date(now.getTime() - 1_000))
    await ask('old', 'tell', 'active', new Date(now.getTime() - 9_000))
    await ask('other', 'probe')
    await ask('later', 'tell', 'active', new Date(now.getTime() + 1_000))
    expect(await store.claim('tell', leaseMs, 'later')).toBeUndefined()
    expect(await store.claim('tell', leaseMs, 'young')).toMatchObject({ id: 'young' })
    expect(await store.claim('tell', leaseMs)).toMatchObject({ id: 'old' })
    expect(await store.claim('tell', leaseMs)).toBeUndefined()
    expect(await store.claim('probe', leaseMs)).toMatchObject({ id: 'other' })
  })

  it('is looked for by its index', async () => {
    const indexes = (await model.collection.indexes()).map(({ name }) => name)
    expect(indexes).toEqual(expect.arrayContaining(['duties.tell.dueAt_1', 'duties.probe.dueAt_1']))
  })
})
