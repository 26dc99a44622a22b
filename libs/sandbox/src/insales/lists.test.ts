import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { startShop, type ShopUnderTest } from '../testing/shop-client.js'
import { changed } from './shop/lists.js'

let shop: ShopUnderTest
beforeEach(async () => {
  shop = await startShop({ shops: [{ products: 12 }] })
})
afterEach(() => shop.close())

const ids = async (path: string) => (await shop.ask('GET', path)).json.map((row: { id: number }) => row.id)

describe('lists', () => {
  test('per_page is at least 10; by page', async () => {
    expect(await ids('/products.json?per_page=3')).toHaveLength(10)
    expect(await ids('/products.json?per_page=10&page=2')).toHaveLength(2)
    expect(await ids('/products.json?per_page=10&page=3')).toEqual([])
  })

  test('updated_since with from_id goes through all, once', async () => {
    const seen: number[] = []
    let cursor = { since: '2020-01-01T00:00:00.000+03:00', from: 0 }
    for (;;) {
      const query = `updated_since=${encodeURIComponent(cursor.since)}&from_id=${cursor.from}&per_page=10`
      const page = (await shop.ask('GET', `/products.json?${query}`)).json
      if (page.length === 0) break
      seen.push(...page.map((row: { id: number }) => row.id))
      cursor = { since: page.at(-1).updated_at, from: page.at(-1).id }
    }
    expect(seen).toEqual([...new Set(seen)])
    expect(seen).toHaveLength(12)
  })

  test('collections don’t cut by from_id', async () => {
    const [root] = (await shop.ask('GET', '/collections.json')).json
    const query = `updated_since=${encodeURIComponent(root.updated_at)}&from_id=${root.id}`
    expect(await ids(`/collections.json?${query}`)).toEqual([root.id])
  })

  test('an offset whose plus was not encoded is refused', async () => {
    expect((await shop.ask('GET', '/products.json?updated_since=2020-01-01T00:00:00+03:00')).status).toBe(422)
    expect(
      (await shop.ask('GET', '/products.json?updated_since=2020-01-01+00%3A00%3A00+%2B03%3A00')).status,
    ).toBe(200)
    expect((await shop.ask('GET', '/products.json?updated_since=вчера')).status).toBe(422)
  })

  test('by ids, by title, and counted', async () => {
    const all = await ids('/products.json')
    expect(await ids(`/products/by_ids.json?product_ids=${all[1]},${all[0]},5`)).toEqual([all[1], all[0]])
    expect(await ids(`/products.json?filter[title]=${encodeURIComponent('сенча')}`)).toHaveLength(1)
    expect((await shop.ask('GET', '/products/count.json')).json).toEqual({ count: 12 })
  })

  test('whatever changes while reading, the cursor misses nothing that was there before', () => {
    const row = fc.record({ id: fc.integer({ min: 1, max: 1000 }), second: fc.integer({ min: 0, max: 5 }) })
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ id }) => id }), (given) => {
        const rows = given.map(({ id, second }) => ({ id, updated_at: new Date(second * 1000) }))
        const seen: number[] = []
        let query: Record<string, unknown> = { updated_since: '1970-01-01T03:00:00+03:00', from_id: 0 }
        for (;;) {
          const [next] = changed(rows, query)
          if (!next) break
          seen.push(next.id)
          query = { updated_since: next.updated_at.toISOString(), from_id: next.id }
        }
        expect(seen.toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
      }),
    )
  })
})
