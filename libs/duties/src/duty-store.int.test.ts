import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ensureIndexes } from '@skladbridge/runtime'
import { testMongo } from '@skladbridge/testing'
import { Schema, type Model } from 'mongoose'
import { askedFor, dutiesSchema, indexDuties, type HasDuties } from './duty-documents.js'
import { createDutyStore } from './duty-store.js'
import { dutyStoreContract } from './testing/duty-store-contract.js'

const names = ['tell', 'probe'] as const
type Duty = (typeof names)[number]
interface Shop extends HasDuties<Duty> {
  state: string
}

let mongo: Awaited<ReturnType<typeof testMongo>>
let model: Model<Shop>

beforeAll(async () => {
  mongo = await testMongo()
  const schema = new Schema<Shop>({ _id: String, state: String, duties: dutiesSchema(names) })
  indexDuties(schema, names)
  model = mongo.connection.model<Shop>('Shop', schema, 'shops')
  await ensureIndexes([model])
})
afterAll(() => mongo.close())

describe('on MongoDB', () => {
  dutyStoreContract(async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    const later = (ms: number) => new Date(now.getTime() + ms)
    await model.deleteMany({})
    return {
      store: createDutyStore(
        model,
        ({ state }) => state,
        () => now,
      ),
      pass: (ms) => void (now = later(ms)),
      async ask(_id, duty = 'tell', state = _id, inMs = 0) {
        await model.updateOne({ _id }, { $set: { state, ...askedFor(duty, later(inMs)) } }, { upsert: true })
      },
      async forget(_id) {
        await model.updateOne({ _id }, { $set: { duties: {} } })
      },
      async asked() {
        const all = await model.find().lean()
        return all.flatMap(({ duties = {} }) => Object.keys(duties)).length
      },
    }
  })

  it('settles nothing of a document that is gone', async () => {
    const store = createDutyStore(
      model,
      ({ _id }) => _id,
      () => new Date(),
    )
    await model.deleteMany({})
    await store.settle(
      { id: 'a', record: 'a', duty: 'tell', ticket: 't', attempt: 1 },
      { inMs: 0, attempt: 1 },
    )
    expect(await model.countDocuments()).toBe(0)
  })

  it('looks for due duties by their indexes', async () => {
    const indexes = (await model.collection.indexes()).map(({ name }) => name)
    expect(indexes).toEqual(expect.arrayContaining(['duties.tell.dueAt_1', 'duties.probe.dueAt_1']))
  })
})
