import { describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import type { insales } from '@skladbridge/proto'
import { openShopReader } from './read-shop-orders.js'

const connection = { accountId: 'a', shopId: '1' }
const bounds = { deadline: new Date(Date.now() + 10_000), signal: new AbortController().signal }
const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 10, 0, 0) + second * 1_000)

const order = (id: number): insales.Order =>
  ({
    id: String(id),
    customStatusPermalink: '',
    fulfillmentStatus: 'new',
    fields: [],
    currencyCode: 'RUR',
    updatedAt: at(id).toISOString(),
  }) as never

/** A shop whose orders changed one a second, and what was asked of it. */
function fakeShop(count: number) {
  const asked: string[] = []
  const all = Array.from({ length: count }, (_, id) => order(id))
  const client = {
    async getMany({ ids }: insales.GetOrdersRequest) {
      asked.push(...ids.map((id) => `one ${id}`))
      return { orders: ids.flatMap((id) => all[Number(id)] ?? []), missingIds: [], unreadable: [] }
    },
    async listChanged({ updatedSince, cursor, limit }: insales.ListChangedOrdersRequest) {
      asked.push('page')
      const from = cursor ? Number(cursor) : all.findIndex((one) => one.updatedAt >= updatedSince)
      const orders = from < 0 ? [] : all.slice(from, from + limit)
      return { orders, cursor: String(from + orders.length), more: orders.length >= limit, unreadableIds: [] }
    },
  }
  return { client, asked }
}

const wanted = (ids: number[], touched = at(0), seenAt = '') =>
  ids.map((id) => ({ id: String(id), seenAt, touchedAt: touched }))
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const read = async (shop: ReturnType<typeof fakeShop>, list: ReturnType<typeof wanted>, parts = 1) => {
  const reader = openShopReader(shop.client, connection, list)
  const found: string[] = []
  const size = Math.ceil(list.length / parts)
  for (let from = 0; from < list.length; from += size) {
    const ids = list.slice(from, from + size).map(({ id }) => id)
    found.push(...[...(await reader(ids, bounds)).orders.keys()])
  }
  return found.sort()
}

describe('reading the shop’s orders', () => {
  it('a few are asked for one by one', async () => {
    const shop = fakeShop(10)
    expect(await read(shop, wanted([1, 2, 3]))).toEqual(['1', '2', '3'])
    expect(shop.asked).toEqual(['one 1', 'one 2', 'one 3'])
  })

  it('a thousand take four pages, read as the work goes on', async () => {
    const shop = fakeShop(1_000)
    expect(await read(shop, wanted(range(0, 1_000)), 10)).toHaveLength(1_000)
    expect(shop.asked).toEqual(['page', 'page', 'page', 'page'])
  })

  it('those that have not changed since they were read are found where they stood', async () => {
    const shop = fakeShop(300)
    const list = wanted(range(50, 150), at(100_000), at(50).toISOString())
    expect(await read(shop, list)).toHaveLength(100)
    expect(shop.asked).toEqual(['page', 'page'])
  })

  it('what no list shows is asked for by itself; scattered ones are not paged after', async () => {
    const shop = fakeShop(100_000)
    const scattered = range(0, 20).map((n) => n * 5_000)
    expect(await read(shop, wanted(scattered, at(0), at(0).toISOString()))).toHaveLength(20)
    expect(shop.asked.filter((one) => one === 'page').length).toBeLessThanOrEqual(2)
  })

  it('a list that cannot be read is no reason not to read its orders', async () => {
    const shop = fakeShop(100)
    shop.client.listChanged = async () => {
      throw new AppError({ kind: 'bug', code: 'GRPC_TOO_LARGE', message: 'too large' })
    }
    expect(await read(shop, wanted(range(0, 30)))).toHaveLength(30)
  })

  it('the shop away, it fails', async () => {
    const shop = fakeShop(100)
    shop.client.listChanged = async () => {
      throw new AppError({ kind: 'unavailable', code: 'INSALES_DOWN', message: 'down' })
    }
    await expect(read(shop, wanted(range(0, 30)))).rejects.toMatchObject({ kind: 'unavailable' })
  })
})
