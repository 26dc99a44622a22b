import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { good, shopProduct, shopVariant } from '../../testing/builders.js'
import { LoadWorld, startLoadStores } from '../../testing/load-world.js'

let stores: Awaited<ReturnType<typeof startLoadStores>>
let world: LoadWorld

beforeAll(async () => void (stores = await startLoadStores()), 120_000)
afterAll(() => stores.close())
beforeEach(async () => {
  await stores.erase()
  world = new LoadWorld(stores)
}, 60_000)

const long = `<p>${'я'.repeat(60_000)}</p>`
const name255 = '🍵'.repeat(127)
const goods = () => [...world.moysklad.goods.values()]
const switchOn = (over: object = {}) => {
  world.settings = {
    ...world.settings,
    syncProducts: true,
    syncSince: '2026-01-01T00:00:00.000Z',
    ...over,
  }
}

describe('odd goods, from the shop into MoySklad', () => {
  it.each([
    ['a name of 255 characters, of emoji', { title: `${name255}x` }, { name: `${name255}x` }],
    ['HTML of 60 000 characters', { description: long }, { description: long.slice(0, 4096) }],
    [
      'a price of nothing',
      { variants: [shopVariant({ prices: { price: 0 } })] },
      { salePrices: [{ valueMinor: 0 }] },
    ],
    [
      'a price of a thousand million',
      { variants: [shopVariant({ prices: { price: 99_999_999_999 } })] },
      { salePrices: [{ valueMinor: 99_999_999_999 }] },
    ],
    ['VAT', { vat: 10 }, { vat: 10 }],
    ['no VAT', { vat: -1 }, { vat: -1 }],
  ])(
    '%s: there, and no difference afterwards',
    async (_what, shop, expected) => {
      world.shop.add(shopProduct({ id: '1', title: 'Товар', ...shop }))
      await world.prepare('insales-to-moysklad')
      expect((await world.start()).state).toBe('done')
      expect(goods()).toMatchObject([expected])
      switchOn()
      world.asked()
      await world.touch(goods()[0]!.id)
      await world.work()
      expect(world.asked().filter((call) => /create|update|write/.test(call))).toEqual([])
    },
    60_000,
  )

  it('3 000 variants on one product, and two products of one name', async () => {
    const variants = Array.from({ length: 3_000 }, (_none, at) =>
      shopVariant({ id: `v${at}`, sku: `S${at}`, options: [{ name: 'Номер', value: String(at) }] }),
    )
    world.shop.add(shopProduct({ id: '1', title: 'Бусины', optionNames: ['Номер'], variants }))
    world.shop.add(shopProduct({ id: '2', title: 'Бусины', variants: [shopVariant({ id: 'w', sku: 'W' })] }))
    await world.prepare('insales-to-moysklad')
    expect((await world.start()).state).toBe('done')
    expect(goods().filter(({ kind }) => kind === 'variant')).toHaveLength(3_000)
    expect(world.moysklad.calls.count('moysklad.save.variant')).toBe(3)
    expect(world.pairs.all(world.lane)).toHaveLength(3_001)
  }, 120_000)

  it('collections in a circle stand at the top, twelve deep keep their place', async () => {
    const deep = Array.from({ length: 12 }, (_none, at) => ({
      id: String(at + 1),
      title: `Уровень ${at + 1}`,
      parentId: at === 0 ? '' : String(at),
      isSmart: false,
    }))
    const circle = [
      { id: '50', title: 'Круг', parentId: '51', isSmart: false },
      { id: '51', title: 'Круг', parentId: '50', isSmart: false },
    ]
    world.shop.collections = [...deep, ...circle]
    await world.prepare('insales-to-moysklad')
    expect((await world.start()).state).toBe('done')
    const { folders } = world.moysklad
    expect(folders).toHaveLength(14)
    const depth = (id: string): number => {
      const parent = folders.find((folder) => folder.id === id)?.parentId ?? ''
      return parent === '' ? 1 : 1 + depth(parent)
    }
    expect(Math.max(...folders.map(({ id }) => depth(id)))).toBe(12)
  }, 60_000)

  it('bundles come after their parts; one whose part was refused is told of, and comes when tried again', async () => {
    const set = { bundle: true, variants: [shopVariant({ id: 'sv', sku: 'SET' })] }
    const components = [{ productId: '2', variantId: 'cv', quantity: 3 }]
    world.shop.add(shopProduct({ id: '1', title: 'Набор', ...set, components }))
    world.shop.add(
      shopProduct({ id: '2', title: 'Кружка', variants: [shopVariant({ id: 'cv', sku: 'CUP' })] }),
    )
    world.writer.refused.add('Кружка')
    await world.prepare('insales-to-moysklad', { bundles: true })
    await world.start()
    expect(await world.item('1')).toMatchObject({
      state: 'failed',
      failure: { code: 'CATALOG_COMPONENT_NOT_LINKED' },
    })
    world.writer.refused.clear()
    const { id } = await world.load()
    await stores.items.retry(id, '')
    await stores.loads.move(world.lane, id, ['done'], 'running')
    await world.goOn()
    const cup = goods().find(({ article }) => article === 'CUP')!
    expect(goods().find(({ kind }) => kind === 'bundle')).toMatchObject({
      name: 'Набор',
      components: [{ kind: 'product', id: cup.id, quantity: 3 }],
    })
    expect(
      world.pairs
        .all(world.lane)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['bundle', 'product'])
    switchOn({ bundles: 'bundle' })
    await world.touch(goods().find(({ kind }) => kind === 'bundle')!.id)
    await world.work()
    expect(world.told.map(({ said }) => said.code)).not.toContain('CATALOG_BUNDLE_CHANGED')
  }, 60_000)

  it('pictures that came from the shop are known again when pictures are switched on, whatever became of our memory', async () => {
    const images = [1, 2].map((at) => ({
      id: `9${at}`,
      title: '',
      position: at,
      filename: `a${at}.png`,
      url: `http://shop/${at}.png`,
    }))
    world.shop.add(shopProduct({ id: '1', title: 'Кружка', images }))
    for (const { url } of images) world.shop.contents.set(url, Buffer.from(url))
    await world.prepare('insales-to-moysklad', { images: true })
    await world.start()
    const [cup] = goods()
    expect(cup!.images.map(({ filename }) => filename)).toEqual(['insales-91-a1.png', 'insales-92-a2.png'])
    switchOn({ syncImages: true })
    world.asked()
    await world.touch(cup!.id)
    await world.work()
    expect(world.asked().filter((call) => /Image/.test(call))).toEqual([])
    expect(world.link(cup!.id, 'images')!.images).toMatchObject([
      { insalesImageId: '91' },
      { insalesImageId: '92' },
    ])
  }, 60_000)
})

describe('odd goods, from MoySklad into the shop', () => {
  it('what the shop refuses is told with its reason, the others come', async () => {
    world.shop.mostVariants = 1_000
    world.moysklad.save(good({ id: 'ok', name: 'Кружка', article: 'CUP', barcodes: [], externalCode: 'a' }))
    const beads = good({ id: 'beads', name: 'Бусины', article: '', barcodes: [], externalCode: 'b' })
    world.moysklad.save(beads)
    for (let at = 0; at < 3_000; at += 1)
      world.moysklad.save(
        good({
          ...{ id: `b${at}`, kind: 'variant', productId: 'beads', article: `B${at}`, barcodes: [] },
          ...{ externalCode: `b${at}`, name: `Бусины (${at})`, images: [] },
          characteristics: [{ id: 'ch', name: 'Номер', value: String(at) }],
        }),
      )
    await world.prepare('moysklad-to-insales')
    expect(await world.start()).toMatchObject({ state: 'done' })
    expect(await world.item('beads')).toMatchObject({ state: 'failed' })
    expect((await world.item('beads')).failure!.code).toBe('INSALES_TOO_MANY_VARIANTS')
    expect(world.shop.all().map(({ title }) => title)).toEqual(['Кружка'])
  }, 120_000)

  it('a name of nothing but spaces is told of; of two products of one name each is made', async () => {
    for (const id of ['one', 'two'])
      world.moysklad.save(good({ id, name: 'Плед', article: id, barcodes: [], externalCode: id }))
    world.moysklad.save(good({ id: 'bare', name: '  ', article: 'BARE', barcodes: [], externalCode: 'c' }))
    await world.prepare('moysklad-to-insales')
    expect((await world.start()).state).toBe('done')
    expect(await world.item('bare')).toMatchObject({ state: 'failed', failure: { code: 'CATALOG_NO_NAME' } })
    expect(world.shop.all().map(({ title }) => title)).toEqual(['Плед', 'Плед'])
  }, 60_000)
})
