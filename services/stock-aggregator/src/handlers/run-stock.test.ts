import { beforeEach, describe, expect, it } from '@jest/globals'
import { runtimeErrors } from '@skladbridge/runtime'
import { connection, createStockWorld, lane, linkOf, pair, type StockWorld } from '../testing/stock-world.js'
import { kinds } from './ports.js'
import { reconcileChanged, reconcileFull, reconcileItems } from './reconcile-stock.js'

let world: StockWorld
beforeEach(() => {
  world = createStockWorld()
})

const full = () => reconcileFull(world.ports, { intervalMs: 1000 })([linkOf(kinds.full)], world.turn())
const changed = (...ids: string[]) => {
  world.changed = new Set(ids)
  return reconcileChanged(world.ports, { overlapMs: 0 })([linkOf(kinds.changed)], world.turn())
}
const item = (id: string) => reconcileItems(world.ports)([linkOf(kinds.item, id)], world.turn())
const shown = () => Object.fromEntries([...world.shop].map(([id, level]) => [id, level?.quantity]))
const away = runtimeErrors.MONGO_UNAVAILABLE({ reason: 'by the test' })

describe('a full run', () => {
  it('writes the sum over all warehouses, and nothing the second time', async () => {
    world.stocked('a', 2)
    world.rows.push({ assortmentId: 'a', storeId: 's1', quantity: 3, unknown: false })
    await full()
    await full()
    expect(world.writes).toEqual([['v-a=5']])
    expect(world.runs.map(({ written, requests }) => [written, requests])).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  it('takes what is not in the report any more to zero, before anything else', async () => {
    for (const id of ['a', 'b', 'c']) world.stocked(id, 5)
    await full()
    world.rows = [{ assortmentId: 'a', storeId: 's0', quantity: 9, unknown: false }]
    await full()
    expect(world.writes[1]).toEqual(['v-b=0', 'v-c=0', 'v-a=9'])
  })

  it('does not take a first variant to zero whose other modification has stock', async () => {
    world.linked = [
      pair('m1', { kind: 'variant', insalesProductId: 'p', insalesVariantId: 'v1' }),
      pair('m2', { kind: 'variant', insalesProductId: 'p', insalesVariantId: 'v2', first: false }),
    ]
    world.rows = ['m1', 'm2'].map((id) => ({ assortmentId: id, storeId: 's', quantity: 4, unknown: false }))
    await full()
    world.rows.shift()
    await full()
    expect(shown()).toEqual({ v1: 4 })
  })

  it('forgets what is linked no more and leaves it alone', async () => {
    world.stocked('a', 5)
    await full()
    world.rows = []
    world.linked = []
    await full()
    expect(shown()).toEqual({ 'v-a': 5 })
    expect(world.sent.size).toBe(0)
  })

  it('that dies after the shop has taken it writes the same again, and then nothing', async () => {
    world.stocked('a', 5)
    world.before.remember = () => {
      throw away
    }
    await expect(full()).rejects.toThrow()
    expect(world.runs[0]).toMatchObject({ state: 'failed', failureCode: 'MONGO_UNAVAILABLE', failed: 1 })
    world.before.remember = () => undefined
    await full()
    await full()
    expect(world.writes).toEqual([['v-a=5'], ['v-a=5']])
  })

  it('that breaks between two chunks writes only what is left', async () => {
    for (let at = 0; at < 1500; at += 1) world.stocked(`a${at}`, 5)
    world.before.write = (chunk) => {
      if (chunk === 1) throw away
    }
    await expect(full()).rejects.toThrow()
    expect(world.runs[0]).toMatchObject({ written: 1000, failed: 500, state: 'failed' })
    world.before.write = () => undefined
    await full()
    expect(world.writes.map((ids) => ids.length)).toEqual([1000, 500])
  })

  it('whose report breaks off writes nothing', async () => {
    world.stocked('a', 5)
    world.before.read = () => {
      throw away
    }
    await expect(full()).rejects.toThrow()
    expect(world.writes).toEqual([])
  })

  it('of a connection that does not want it does nothing', async () => {
    world.stocked('a', 5)
    world.set({ syncStock: false })
    await full()
    expect(world.reports).toEqual([])
  })

  it('adds what is on its way when asked for', async () => {
    world.stocked('a', 5)
    world.set({ withInTransit: true })
    await full()
    expect(shown()).toEqual({ 'v-a': 6 })
    world.set({ stockType: 'freeStock' })
    await full()
    expect(world.reports.at(-1)).toMatchObject({ stockType: 'quantity' })
  })
})

describe('the fast path', () => {
  it('takes one report and one write', async () => {
    world.stocked('a', 5)
    world.stocked('b', 5)
    await changed('a')
    expect(world.writes).toEqual([['v-a=5']])
    expect(world.runs[0]).toMatchObject({ requests: 2, rowsRead: 1 })
  })

  it('asks by name for modifications that did not move, to have the whole sum', async () => {
    world.linked = [
      pair('m1', { kind: 'variant', insalesProductId: 'p', insalesVariantId: 'v1' }),
      pair('m2', { kind: 'variant', insalesProductId: 'p', insalesVariantId: 'v2', first: false }),
    ]
    world.rows = ['m1', 'm2'].map((id) => ({ assortmentId: id, storeId: 's', quantity: 4, unknown: false }))
    await changed('m2')
    expect(shown()).toEqual({ v1: 8 })
    expect(world.reports[1]).toMatchObject({ assortmentIds: ['m1', 'm2'] })
  })

  it('asks by name where only some warehouses count', async () => {
    world.stocked('a', 5)
    world.rows.push({ assortmentId: 'a', storeId: 's1', quantity: 3, unknown: false })
    world.set({ storeIds: ['s1'] })
    await changed('a')
    expect(shown()).toEqual({ 'v-a': 3 })
  })

  it('reads the whole report rather than ask for hundreds by name', async () => {
    for (let at = 0; at < 200; at += 1) world.stocked(`a${at}`, 5)
    world.set({ storeIds: ['s0'] })
    await changed(...world.rows.map((row) => row.assortmentId))
    expect(world.reports).toHaveLength(2)
    expect(world.reports[1]!.assortmentIds).toBeUndefined()
    expect(world.shop.size).toBe(200)
  })

  it('leaves alone what MoySklad is recalculating', async () => {
    world.stocked('a', 5)
    world.rows.push({ assortmentId: 'a', storeId: 's1', quantity: 0, unknown: true })
    await full()
    await item('a')
    expect(world.writes).toEqual([])
  })
})

describe('a bundle', () => {
  beforeEach(async () => {
    world.rows = ['x', 'y'].map((id) => ({ assortmentId: id, storeId: 's', quantity: 7, unknown: false }))
    world.linked = [pair('kit', { kind: 'bundle' })]
    world.components.set('kit', [
      { assortmentId: 'x', quantity: 2 },
      { assortmentId: 'y', quantity: 1 },
    ])
    await item('kit')
  })

  it('is left alone by default, and known once it is wanted', async () => {
    expect(world.writes).toEqual([])
    world.set({ bundles: 'components' })
    await full()
    expect(shown()).toEqual({ 'v-kit': 3 })
  })

  it('follows its components, though they are not in the shop', async () => {
    world.set({ bundles: 'components' })
    await full()
    world.rows[0]!.quantity = 2
    await changed('x')
    expect(shown()).toEqual({ 'v-kit': 1 })
  })
})

describe('a report that takes too much away', () => {
  const many = 40
  beforeEach(async () => {
    for (let at = 0; at < many; at += 1) world.stocked(`a${at}`, 5)
    await full()
    world.reports.length = 0
  })
  const zeros = () => [...world.shop.values()].filter((level) => level?.quantity === 0).length
  const decide = (state: 'confirmed' | 'rejected') =>
    world.ports.holds.decide(lane, world.holds.get(lane)!.runId, state, world.now)

  it('is read again, held, and told once', async () => {
    world.rows = []
    await full()
    await full()
    expect(world.reports).toHaveLength(4)
    expect(zeros()).toBe(0)
    expect(world.runs[0]).toMatchObject({
      state: 'held',
      failureCode: 'STOCK_RUN_HELD',
      changed: many,
      written: 0,
    })
    expect(world.told).toMatchObject([{ code: 'STOCK_RUN_HELD', connection }])
  })

  it('and is right when read again is written', async () => {
    const all = world.rows
    world.rows = []
    world.before.read = () => {
      if (world.reports.length > 0) world.rows = all
    }
    await full()
    expect(world.runs[0]).toMatchObject({ state: 'done', written: 0, requests: 2 })
    expect(world.holds.size).toBe(0)
  })

  it('once confirmed is written, and the next like it is asked about anew', async () => {
    world.rows = []
    await full()
    await decide('confirmed')
    await full()
    expect(zeros()).toBe(many)
    await full()
    expect(world.holds.size).toBe(0)
  })

  it('once rejected is not written, and nobody is asked again until it was believable', async () => {
    const all = world.rows
    world.rows = []
    await full()
    await decide('rejected')
    await full()
    expect(zeros()).toBe(0)
    expect(world.told).toHaveLength(1)
    world.rows = all
    await full()
    world.rows = []
    await full()
    expect(world.told).toHaveLength(2)
  })

  it('is held on the fast path too', async () => {
    for (const row of world.rows) row.quantity = 0
    await changed(...world.rows.map((row) => row.assortmentId))
    expect(zeros()).toBe(0)
    expect(world.holds.get(lane)).toMatchObject({ state: 'held', vanishing: many, inStock: many })
  })

  it('is written where the merchant has set a larger share', async () => {
    world.set({ holdThreshold: 1 })
    world.rows = world.rows.slice(0, 1)
    await full()
    expect(zeros()).toBe(many - 1)
  })
})
