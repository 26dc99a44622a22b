import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { CatalogParkedChanged } from '@skladbridge/contracts'
import { testMongo } from '@skladbridge/testing'
import { tellParked } from './tell-parked.js'

let mongo: Awaited<ReturnType<typeof testMongo>>
beforeAll(async () => {
  mongo = await testMongo()
})
afterAll(() => mongo.close())

it('tells how many wait, once for each change; what could not be told is told next time', async () => {
  const links = mongo.connection.db!.collection<{ _id: string; lane: string; parked: boolean }>('links')
  const park = (id: string, shopId: string, parked: boolean) =>
    links.replaceOne({ _id: id }, { lane: `a.${shopId}`, parked }, { upsert: true })
  const heard: string[] = []
  let away = false
  const broker = {
    publish: async (_event: unknown, news: { shopId: string; data: { parked: number } }) => {
      if (away) throw new Error('the broker is away')
      heard.push(`${news.shopId}: ${news.data.parked}`)
    },
  }
  const look = () =>
    tellParked({
      links: { collection: { name: 'links', conn: mongo.connection } },
      event: CatalogParkedChanged,
      broker,
    })
  await park('1', '1', true)
  await park('2', '1', true)
  await park('3', '2', false)
  await look()
  await look()
  expect(heard).toEqual(['1: 2'])
  await park('3', '2', true)
  away = true
  await expect(look()).rejects.toThrow('away')
  away = false
  await park('1', '1', false)
  await look()
  expect(heard.sort()).toEqual(['1: 1', '1: 2', '2: 1'])
  await park('3', '2', false)
  await look()
  expect(heard.at(-1)).toBe('2: 0')
})
