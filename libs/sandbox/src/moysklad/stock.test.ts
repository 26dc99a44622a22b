import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Json } from './testing/client.js'
import { openWorld, type World } from './testing/world.js'

let world: World
let mug: string
beforeEach(() => {
  world = openWorld()
  mug = world.shop.products['KR-0350']!
})
afterEach(() => world.sandbox.close())

const report = async (path: string, query: Record<string, string> = {}) =>
  (await world.ask('GET', `report/stock/${path}?${new URLSearchParams(query)}`)).body
const rowOf = (rows: Json, id: string) => rows.find(({ assortmentId }: Json) => assortmentId === id)
const reserve = (quantity: number, store = true) =>
  world.ask('POST', 'entity/customerorder', {
    ...world.order(store ? { store: world.account.link('store', world.shop.stores.main) } : {}),
    positions: [world.position('KR-0350', { quantity, reserve: quantity })],
  })

describe('current stock', () => {
  it('is a bare array, all stores together or each by itself', async () => {
    const all = await report('all/current')
    expect(all).toHaveLength(14)
    expect(rowOf(all, mug)).toEqual({ assortmentId: mug, stock: 60 })
    const byStore = await report('bystore/current', { assortmentId: mug })
    expect(byStore).toEqual([
      { assortmentId: mug, storeId: world.shop.stores.main, stock: 48 },
      { assortmentId: mug, storeId: world.shop.stores.shop, stock: 12 },
    ])
  })

  it('names the value after the stock type', async () => {
    await reserve(5)
    world.account.setInTransit(mug, world.shop.stores.shop, 7)
    for (const [stockType, value] of [
      ['stock', 60],
      ['freeStock', 55],
      ['quantity', 62],
      ['reserve', 5],
      ['inTransit', 7],
    ]) {
      expect(await report('all/current', { stockType: String(stockType), assortmentId: mug })).toEqual([
        { assortmentId: mug, [stockType!]: value },
      ])
    }
    expect((await report('all/current', { stockType: 'nosuch' })).errors[0].code).toBe(1084)
  })

  it('shows zeros only when asked, and what never moved not at all', async () => {
    const plaid = world.shop.products['PL-1317']!
    for (const store of Object.values(world.shop.stores)) world.account.setStock(mug, store, 0)
    expect(rowOf(await report('all/current'), mug)).toBeUndefined()
    const zeros = await report('all/current', { include: 'zeroLines' })
    expect(rowOf(zeros, mug)).toEqual({ assortmentId: mug, stock: 0 })
    expect(rowOf(zeros, plaid)).toBeUndefined()
  })

  it('takes lists of goods and stores', async () => {
    const kettle = world.shop.products['TU-0300']!
    const rows = await report('bystore/current', {
      assortmentId: `${mug},${kettle}`,
      storeId: world.shop.stores.main,
    })
    expect(rows.map(({ stock }: Json) => stock)).toEqual([48, 9])
    const filtered = await report('bystore/current', {
      filter: `assortmentId=${mug};storeId=${world.shop.stores.shop}`,
    })
    expect(filtered).toEqual([{ assortmentId: mug, storeId: world.shop.stores.shop, stock: 12 }])
    expect((await report('all/current', { assortmentId: 'nosuch' })).errors[0].code).toBe(1014)
  })

  it('reserves of an order without a store stand under no store', async () => {
    await reserve(5, false)
    const rows = await report('bystore/current', { assortmentId: mug, stockType: 'freeStock' })
    expect(rows).toContainEqual({ assortmentId: mug, storeId: null, freeStock: -5 })
  })

  it('reserves follow the order: changed, unposted, binned, deleted', async () => {
    const { ask } = world
    const { body } = await reserve(5)
    const reserved = async () =>
      rowOf(await report('all/current', { stockType: 'reserve', include: 'zeroLines' }), mug).reserve
    expect(await reserved()).toBe(5)
    await ask('PUT', `entity/customerorder/${body.id}`, {
      positions: [world.position('KR-0350', { quantity: 9, reserve: 2 })],
    })
    expect(await reserved()).toBe(2)
    await ask('PUT', `entity/customerorder/${body.id}`, { applicable: false })
    expect(await reserved()).toBe(0)
    await ask('PUT', `entity/customerorder/${body.id}`, { applicable: true })
    await ask('POST', `entity/customerorder/${body.id}/trash`)
    expect(await reserved()).toBe(0)
    await ask('DELETE', `entity/customerorder/${body.id}`)
    expect(await reserved()).toBe(0)
  })

  it('a bundle reserves its components', async () => {
    const positions = [
      { assortment: world.account.link('bundle', world.shop.bundle), quantity: 2, price: 1, reserve: 2 },
    ]
    await world.ask('POST', 'entity/customerorder', world.order({ positions }))
    const rows = await report('all/current', { stockType: 'reserve' })
    expect(rowOf(rows, mug).reserve).toBe(4)
    expect(rowOf(rows, world.shop.bundle)).toBeUndefined()
  })

  it('what is being recounted is missing, or null with withRecalculate', async () => {
    world.account.setRecalculating(mug, world.shop.stores.main, true)
    const query = { assortmentId: mug, storeId: world.shop.stores.main }
    expect(await report('bystore/current', query)).toEqual([])
    expect(await report('bystore/current', { ...query, withRecalculate: 'true' })).toEqual([
      { assortmentId: mug, storeId: world.shop.stores.main, stock: null },
    ])
    expect(rowOf(await report('all/current', { withRecalculate: 'true' }), mug)).toBeUndefined()
    world.account.setRecalculating(mug, world.shop.stores.main, false)
    expect(await report('bystore/current', query)).toMatchObject([{ stock: 48 }])
  })
})

describe('changedSince', () => {
  it('answers what stands now for goods that changed in the window, zeros too', async () => {
    await world.kit.advance(3_600_000)
    world.account.setStock(mug, world.shop.stores.main, 1)
    world.account.setStock(mug, world.shop.stores.main, 0)
    world.account.setStock(mug, world.shop.stores.shop, 0)
    expect(await report('all/current', { changedSince: '2026-04-01 13:00:00' })).toEqual([
      { assortmentId: mug, stock: 0 },
    ])
    expect(await report('all/current', { changedSince: '2026-04-01 13:00:10' })).toEqual([])
  })

  it('gives the whole of a good though only one store changed', async () => {
    await world.kit.advance(3_600_000)
    world.account.setStock(mug, world.shop.stores.main, 1)
    expect(await report('all/current', { changedSince: '2026-04-01 13:00:00' })).toEqual([
      { assortmentId: mug, stock: 13 },
    ])
    const rows = await report('bystore/current', { changedSince: '2026-04-01 13:00:00' })
    expect(rows).toEqual([{ assortmentId: mug, storeId: world.shop.stores.main, stock: 1 }])
  })

  it('does not notice reserves, unless the sandbox is told to', async () => {
    await world.kit.advance(3_600_000)
    await reserve(5)
    const query = { changedSince: '2026-04-01 13:00:00', stockType: 'freeStock' }
    expect(await report('all/current', query)).toEqual([])
    await world.sandbox.close()
    world = openWorld({ changedSinceSeesReserves: true })
    mug = world.shop.products['KR-0350']!
    await world.kit.advance(3_600_000)
    await reserve(5)
    expect(await report('all/current', query)).toEqual([{ assortmentId: mug, freeStock: 55 }])
  })

  it('reaches back a day, and wants a moment', async () => {
    await world.kit.advance(48 * 3_600_000)
    expect(await report('all/current', { changedSince: '2026-04-02 12:00:01' })).toEqual([])
    expect((await report('all/current', { changedSince: '2026-04-01 12:00:00' })).errors[0].code).toBe(1040)
    expect((await report('all/current', { changedSince: 'today' })).errors[0].code).toBe(1035)
  })
})

describe('full reports', () => {
  it('are paged, with prices, folder and unit', async () => {
    await reserve(5)
    const page = await report('all', { limit: '5' })
    expect(page.meta).toMatchObject({ size: 14, limit: 5, type: 'stock', nextHref: expect.any(String) })
    expect(page.rows[0]).toMatchObject({
      stock: 60,
      reserve: 5,
      inTransit: 0,
      quantity: 55,
      name: 'Кружка керамическая «Утро», 350 мл',
      article: 'KR-0350',
      price: 23000,
      salePrice: 59000,
      uom: { name: 'шт' },
      folder: { name: 'Кухня' },
    })
  })

  it('by store show every store', async () => {
    const { rows } = await report('bystore', {
      filter: `product=${world.sandbox.baseUrl()}/entity/product/${mug}`,
    })
    expect(rows).toHaveLength(1)
    expect(rows[0].stockByStore).toMatchObject([
      { name: 'Основной склад', stock: 48, reserve: 0 },
      { name: 'Магазин на Лесной', stock: 12 },
    ])
  })

  it('choose by mode and store', async () => {
    const main = `${world.sandbox.baseUrl()}/entity/store/${world.shop.stores.main}`
    world.account.setStock(mug, world.shop.stores.main, -3)
    const { rows } = await report('all', { stockMode: 'negativeOnly', filter: `store=${main}` })
    expect(rows).toMatchObject([{ article: 'KR-0350', stock: -3 }])
    expect((await report('all', { stockMode: 'nosuch' })).errors[0].code).toBe(1084)
    expect((await report('all', { filter: 'nosuch=1' })).errors[0].code).toBe(1034)
  })
})
