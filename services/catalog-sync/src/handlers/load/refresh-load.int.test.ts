import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { good, shopProduct, shopVariant } from '../../testing/builders.js'
import { LoadWorld, startLoadStores } from '../../testing/load-world.js'
import { resolveConflicts } from './resolve-conflicts.js'

let stores: Awaited<ReturnType<typeof startLoadStores>>
let world: LoadWorld

beforeAll(async () => void (stores = await startLoadStores()), 120_000)
afterAll(() => stores.close())
beforeEach(async () => {
  await stores.erase()
  world = new LoadWorld(stores)
  world.moysklad.folders = [{ id: 'f1', name: 'Напитки', parentId: '', archived: false }]
}, 60_000)

const goodOf = (id: string, over: object = {}) =>
  good({ id, name: `Товар ${id}`, article: id, barcodes: [], externalCode: id, folderId: 'f1', ...over })
const shopOf = (id: string, sku: string) =>
  shopProduct({ id, title: `Товар ${sku}`, variants: [shopVariant({ id: `v${id}`, sku })] })
const titles = () =>
  world.shop
    .all()
    .map(({ title }) => title)
    .sort()

describe('a load started long after its preview', () => {
  it('takes in what came, changed and went on both sides, and keeps what was decided by hand', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) world.moysklad.save(goodOf(id))
    const load = await world.prepare('moysklad-to-insales')
    await resolveConflicts(stores.items, load, { itemId: `${load.id}/product/e`, rule: 'skip', targetId: '' })
    world.moysklad.save(goodOf('new'))
    world.moysklad.edit('b', { archived: true })
    world.moysklad.edit('e', { name: 'Иначе' })
    // made by hand meanwhile: it must not be there twice
    world.shop.add(shopOf('30', 'c'))
    world.clock += 3_600_000
    const done = await world.start()
    expect(done).toMatchObject({ state: 'done', total: 5, counts: { create: { products: 3 } } })
    expect(await world.item('c')).toMatchObject({ action: 'link', targetId: '30', state: 'done' })
    expect(await world.item('b')).toMatchObject({ action: 'skip', reason: 'CATALOG_LOAD_SKIP_ARCHIVED' })
    expect(await world.item('e')).toMatchObject({ reason: 'CATALOG_LOAD_SKIP_BY_HAND' })
    expect(titles()).toEqual(['Товар a', 'Товар c', 'Товар d', 'Товар new'])
  }, 120_000)

  it('brings into MoySklad what the shop shows now', async () => {
    world.shop.add(shopOf('10', 'a'))
    await world.prepare('insales-to-moysklad')
    world.shop.add({ ...shopOf('10', 'a'), title: 'Новое имя' })
    world.clock += 3_600_000
    await world.start()
    expect([...world.moysklad.goods.values()].map(({ name }) => name)).toEqual(['Новое имя'])
  }, 120_000)

  it('a fresh one is written as it was read: neither trees nor lists are asked for again', async () => {
    world.moysklad.save(goodOf('a'))
    await world.prepare('moysklad-to-insales')
    world.asked()
    await world.start()
    expect(world.asked().filter((call) => /list(Folders|Collections|Changed)/.test(call))).toEqual([])
    expect(world.shop.collections).toMatchObject([{ title: 'Напитки' }])
  }, 120_000)
})
