import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { testMongo } from '@skladbridge/testing'
import { eraseAccount } from './mongo-erase.js'

const gone = 'aaaa-1'
/** Begins as the other does. */
const neighbour = 'aaaa-10'

let mongo: Awaited<ReturnType<typeof testMongo>>
beforeAll(async () => {
  mongo = await testMongo()
})
afterAll(() => mongo.close())

type Row = { _id: string } & Record<string, unknown>
const rowsOf = (account: string): Record<string, Row[]> => ({
  settings: [{ _id: `${account}.42` }],
  settings_changes: [{ _id: `${account}.42/00000001`, place: `${account}.42` }],
  customers: [{ _id: `${account}/hash`, accountId: account }],
  lane_accounts: [{ _id: account }],
  runs: [{ _id: `run of ${account}`, lane: `${account}.42` }],
  accounts: [{ _id: account }],
})
const collection = (name: string) => mongo.connection.db!.collection<Row>(name)
const left = async () => {
  const all = await Promise.all(Object.keys(rowsOf('')).map((name) => collection(name).find().toArray()))
  return all.flat().map(({ _id }) => _id)
}

beforeEach(async () => {
  for (const account of [gone, neighbour]) {
    for (const [name, rows] of Object.entries(rowsOf(account))) {
      for (const row of rows) await collection(name).replaceOne({ _id: row._id }, row, { upsert: true })
    }
  }
})

const allOf = (account: string) =>
  Object.values(rowsOf(account)).flatMap((rows) => rows.map(({ _id }) => _id))

describe('erasing an account', () => {
  it('leaves nothing of it in any collection, and all of an account whose id begins the same', async () => {
    await eraseAccount(mongo.connection, gone)
    await eraseAccount(mongo.connection, gone)
    expect((await left()).sort()).toEqual(allOf(neighbour).sort())
  })

  it('leaves alone what it is told to', async () => {
    await eraseAccount(mongo.connection, gone, ['accounts'])
    expect((await left()).sort()).toEqual([gone, ...allOf(neighbour)].sort())
  })

  it('of no name erases nothing', async () => {
    await eraseAccount(mongo.connection, '')
    expect(await left()).toHaveLength(12)
  })
})
