import { beforeEach, describe, expect, it } from '@jest/globals'
import { createStockWorld, linkOf, type StockWorld } from '../testing/stock-world.js'
import { kinds } from './ports.js'
import { reconcileReadBack } from './read-back.js'
import { reconcileFull } from './reconcile-stock.js'
import { reconcileVerify } from './verify-sent.js'

let world: StockWorld
beforeEach(async () => {
  world = createStockWorld()
  for (const id of ['a', 'b', 'c']) world.stocked(id, 5)
})

const full = async () => {
  const turn = world.turn()
  await reconcileFull(world.ports, { intervalMs: 1000 })([linkOf(kinds.full)], turn)
  return turn
}
const verify = async () => {
  const link = linkOf(kinds.verify)
  return (await reconcileVerify(world.ports)([link], world.turn())).get(link._id)
}
const readBack = async () => {
  const link = linkOf(kinds.readBack)
  return (await reconcileReadBack(world.ports, { everyMs: 1000 })([link], world.turn())).get(link._id)
}
const shown = (id: string) => world.shop.get(id)?.quantity

describe('what was written', () => {
  it('is to be read back when the shop has had time', async () => {
    const turn = await full()
    expect(turn.touches).toMatchObject([{ kind: kinds.verify }])
    expect(await verify()).toEqual({ kind: 'done' })
    expect(world.writes).toHaveLength(1)
  })

  it('and only half arrived is sent again', async () => {
    world.deaf.add('v-b')
    await full()
    world.shop.set('v-b', { quantity: 0 })
    world.deaf.clear()
    // never told anything before: what the shop has is not what it was told, so it is somebody's
    world.sent.get('v-b')!.before = { quantity: 0 }
    expect(await verify()).toMatchObject({ kind: 'again' })
    expect(world.writes[1]).toEqual(['v-b=5'])
    expect(await verify()).toEqual({ kind: 'done' })
    expect(shown('v-b')).toBe(5)
  })

  it('to a variant that the shop does not track is sent again, and told when it never arrives', async () => {
    world.deaf.add('v-b')
    await full()
    world.shop.set('v-b', null)
    for (let round = 0; round < 3; round += 1) expect(await verify()).toMatchObject({ kind: 'again' })
    expect(await verify()).toEqual({ kind: 'done' })
    expect(world.writes).toHaveLength(4)
    expect(world.told).toMatchObject([{ code: 'STOCK_WRITE_LOST', subjectId: 'b' }])
  })

  it('to a variant deleted meanwhile is forgotten and told', async () => {
    await full()
    world.shop.delete('v-b')
    expect(await verify()).toEqual({ kind: 'done' })
    expect(world.sent.has('v-b')).toBe(false)
    expect(world.told).toMatchObject([{ code: 'STOCK_VARIANT_GONE', subjectId: 'b' }])
  })

  it('and changed since by an order is not raised again', async () => {
    await full()
    world.shop.set('v-b', { quantity: 3 })
    expect(await verify()).toEqual({ kind: 'done' })
    expect(world.writes).toHaveLength(1)
  })

  it('too much to be asked for one by one is left to the reading of the whole shop', async () => {
    for (let at = 0; at < 2000; at += 1) world.stocked(`m${at}`, 1)
    await full()
    const turn = world.turn()
    await reconcileVerify(world.ports)([linkOf(kinds.verify)], turn)
    expect(turn.touches).toMatchObject([{ kind: kinds.readBack, dueAt: world.now }])
  })
})

describe('the daily reading', () => {
  beforeEach(full)

  it.each([9, 2])('puts right what somebody has set to %d by hand', async (quantity) => {
    world.shop.set('v-b', { quantity })
    expect(await readBack()).toEqual({ kind: 'again', afterMs: 1000, remember: { cursor: '' } })
    expect(shown('v-b')).toBe(5)
    expect(world.runs[0]).toMatchObject({ kind: 'read-back', written: 1, rowsRead: 3 })
  })

  it('leaves what orders have taken, and puts right what is too much', async () => {
    world.lastOrderAt = new Date(1)
    world.shop.set('v-a', { quantity: 4 })
    world.shop.set('v-b', { quantity: 6 })
    await readBack()
    expect([shown('v-a'), shown('v-b')]).toEqual([4, 5])
  })

  it('with free stock knows that MoySklad has counted the orders', async () => {
    world.set({ stockType: 'freeStock' })
    world.lastOrderAt = new Date(1)
    world.shop.set('v-a', { quantity: 4 })
    await readBack()
    expect(shown('v-a')).toBe(5)
  })

  it('goes on behind the page it had finished', async () => {
    const link = linkOf(kinds.readBack)
    const turn = world.turn()
    await reconcileReadBack(world.ports, { everyMs: 1000 })([link], turn)
    expect(turn.remembered).toEqual([{ link: link._id, set: { cursor: 'next' } }])
  })

  it('of a connection that does not want stock does nothing', async () => {
    world.set({ syncStock: false })
    world.shop.set('v-b', { quantity: 9 })
    expect(await readBack()).toEqual({ kind: 'done' })
    expect(shown('v-b')).toBe(9)
  })
})
