import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { good, shopProduct, shopVariant, variantOf } from '../../testing/builders.js'
import { outsideError } from '../../testing/calls.js'
import { LoadWorld, startLoadStores } from '../../testing/load-world.js'
import { resolveConflicts } from './resolve-conflicts.js'

let stores: Awaited<ReturnType<typeof startLoadStores>>
let world: LoadWorld

beforeAll(async () => void (stores = await startLoadStores()), 120_000)
afterAll(() => stores.close())
beforeEach(async () => {
  await stores.erase()
  world = new LoadWorld(stores)
}, 60_000)

const tea = good({
  id: 'tea',
  name: 'Чай',
  article: 'TEA',
  barcodes: ['46001'],
  externalCode: 'e1',
  folderId: 'f2',
})
const cup = good({ id: 'cup', name: 'Кружка', article: 'CUP', barcodes: [], externalCode: 'e2' })

const folders = () => {
  world.moysklad.folders = [
    { id: 'f1', name: 'Напитки', parentId: '', archived: false },
    { id: 'f2', name: 'Чай', parentId: 'f1', archived: false },
  ]
}

describe('the preview', () => {
  it('says of each card whether it is made, linked, in conflict or passed over, and why', async () => {
    folders()
    const same = good({ id: 'same', name: 'Вода', article: 'WATER', barcodes: [], externalCode: 'e3' })
    world.moysklad.save(tea)
    world.moysklad.save(cup)
    for (const id of ['twin-a', 'twin-b'])
      world.moysklad.save(good({ id, name: `Плед ${id}`, article: 'PLAID', barcodes: [], externalCode: id }))
    world.moysklad.save(same)
    world.moysklad.save(good({ id: 'old', name: 'Старый', article: 'OLD', barcodes: [], archived: true }))
    world.moysklad.save(good({ id: 'help', kind: 'service', name: 'Доставка', article: '', barcodes: [] }))
    world.moysklad.save(good({ id: 'set', kind: 'bundle', name: 'Набор', article: 'SET', barcodes: [] }))
    world.shop.add(shopProduct({ id: '10', title: 'Кружка белая', variants: [shopVariant({ sku: 'cup ' })] }))
    world.shop.add(
      shopProduct({ id: '21', title: 'Вода 1', variants: [shopVariant({ id: 'a', sku: 'WATER' })] }),
    )
    world.shop.add(
      shopProduct({ id: '20', title: 'Вода 2', variants: [shopVariant({ id: 'b', sku: 'WATER' })] }),
    )
    const load = await world.prepare('moysklad-to-insales')
    expect(load).toMatchObject({
      state: 'ready',
      counts: {
        create: { products: 1, variants: 1, groups: 2 },
        link: { products: 1 },
        conflict: { products: 3 },
        skip: { products: 3 },
      },
    })
    expect(await world.item('cup')).toMatchObject({ action: 'link', reason: 'sku', targetId: '10' })
    expect(await world.item('twin-a')).toMatchObject({ action: 'conflict', reason: 'CATALOG_LOAD_DUPLICATE' })
    const { reasonText } = await world.item('twin-a')
    expect(reasonText).toContain('Плед twin-a')
    expect(reasonText).toContain('Плед twin-b')
    expect((await world.item('same')).candidates.map(({ id }) => id)).toEqual(['20', '21'])
    const reasons = await Promise.all(['old', 'help', 'set'].map(async (id) => (await world.item(id)).reason))
    expect(reasons).toEqual([
      'CATALOG_LOAD_SKIP_ARCHIVED',
      'CATALOG_LOAD_SKIP_SERVICE',
      'CATALOG_LOAD_SKIP_BUNDLE',
    ])
    expect(world.shop.all()).toHaveLength(3)
  }, 120_000)

  it('«ID товара inSales» comes before the SKU, in the order the merchant set', async () => {
    const named = { id: 'attr-1', name: 'ID товара inSales', value: '30' }
    world.moysklad.save({ ...tea, attributes: [named] })
    world.shop.add(
      shopProduct({ id: '30', title: 'Иной', variants: [shopVariant({ id: 'x', sku: 'OTHER' })] }),
    )
    world.shop.add(shopProduct({ id: '31', title: 'Чай', variants: [shopVariant({ id: 'y', sku: 'TEA' })] }))
    await world.prepare('moysklad-to-insales')
    expect(await world.item('tea')).toMatchObject({ action: 'link', reason: 'insales-id', targetId: '30' })
  }, 120_000)

  it('answers: one by one, and by rule', async () => {
    world.moysklad.save(tea)
    world.moysklad.save(good({ ...cup, id: 'cup2', name: 'Кружка 2' }))
    world.moysklad.save(cup)
    for (const id of ['50', '51'])
      world.shop.add(
        shopProduct({ id, title: `Чай ${id}`, variants: [shopVariant({ id: `v${id}`, sku: 'TEA' })] }),
      )
    const load = await world.prepare('moysklad-to-insales')
    const { id } = await world.item('cup')
    await resolveConflicts(stores.items, load, { itemId: id, rule: 'skip', targetId: '' })
    await resolveConflicts(stores.items, load, { itemId: '', rule: 'first', targetId: '' })
    expect(await world.item('cup')).toMatchObject({ action: 'skip', reason: 'CATALOG_LOAD_SKIP_BY_HAND' })
    expect(await world.item('tea')).toMatchObject({ action: 'link', targetId: '50' })
    expect(await world.item('cup2')).toMatchObject({ action: 'create' })
    await expect(
      resolveConflicts(stores.items, load, { itemId: id, rule: 'link', targetId: '' }),
    ).rejects.toMatchObject({ kind: 'invalid' })
  }, 120_000)
})

describe('from MoySklad into the shop', () => {
  it('the tree, blanks with variants, links of what stands there; the id in every card', async () => {
    folders()
    const shirt = good({ id: 'shirt', name: 'Футболка', article: 'S', barcodes: [], folderId: 'f1' })
    world.moysklad.save(tea)
    world.moysklad.save(cup)
    world.moysklad.save(shirt)
    world.moysklad.save(variantOf(shirt, 'm', { Размер: 'M' }))
    world.moysklad.save(variantOf(shirt, 'l', { Размер: 'L' }))
    world.shop.add(shopProduct({ id: '10', title: 'Кружка', variants: [shopVariant({ sku: 'CUP' })] }))
    await world.prepare('moysklad-to-insales')
    const load = await world.start()
    expect(load.state).toBe('done')
    expect(world.shop.collections.map(({ title }) => title)).toEqual(['Напитки', 'Чай'])
    expect(world.productOf('tea')).toMatchObject({
      title: 'Чай',
      description: tea.description,
      variants: [{ sku: '' }],
    })
    expect(world.productOf('shirt').variants.map(({ options }) => options[0]!.value)).toEqual(['M', 'L'])
    expect(world.productOf('cup').id).toBe('10')
    expect(world.pairs.all(world.lane)).toHaveLength(4)
    for (const id of ['tea', 'cup', 'shirt'])
      expect(world.moysklad.idOfProduct(id)).toBe(world.link(id)!.insalesProductId)
    expect(world.announced).toHaveLength(4)
    expect(new Set((await world.items()).map(({ state }) => state))).toEqual(new Set(['done']))
  }, 120_000)

  it('a process that dies after any write goes on; nothing is there twice', async () => {
    folders()
    for (const call of [
      'insales.createCollection',
      'insales.create',
      'insales.addToCollection',
      'moysklad.writeAttribute',
    ]) {
      await stores.erase()
      world = new LoadWorld(stores)
      folders()
      world.moysklad.save(tea)
      world.moysklad.save(cup)
      await world.prepare('moysklad-to-insales')
      const { id } = await world.load()
      await stores.loads.move(world.lane, id, ['ready'], 'running', { startedAt: new Date() })
      world.shop.calls.dieAfter(call)
      world.moysklad.calls.dieAfter(call)
      await world.touch(id, 'load')
      expect(await world.workUntilDeath()).toBe(true)
      await world.wait()
      expect((await world.load()).state).toBe('done')
      expect(
        world.shop
          .all()
          .map(({ title }) => title)
          .sort(),
      ).toEqual(['Кружка', 'Чай'])
      expect(world.shop.collections).toHaveLength(2)
    }
  }, 300_000)

  it('one bad product stops no other, says what it is, and can be retried', async () => {
    world.moysklad.save(good({ ...tea, folderId: '' }))
    world.moysklad.save(cup)
    await world.prepare('moysklad-to-insales')
    world.shop.calls.refuse(
      'insales.create',
      outsideError('invalid', 'INSALES_FIELD_WRONG', 'Товар: название занято.'),
    )
    const load = await world.start()
    const failed = (await world.items()).filter(({ state }) => state === 'failed')
    expect(load.state).toBe('done')
    expect(failed).toMatchObject([
      { failure: { code: 'INSALES_FIELD_WRONG', text: 'Товар: название занято.' } },
    ])
    await stores.items.retry(load.id, '')
    await stores.loads.move(world.lane, load.id, ['done'], 'running')
    await world.goOn()
    expect(await stores.items.states(load.id)).toEqual({ waiting: 0, done: 2, failed: 0 })
    expect(world.shop.all()).toHaveLength(2)
  }, 120_000)
})

describe('from the shop into MoySklad', () => {
  const long = `<p>${'я'.repeat(60_000)}</p>`
  const fill = () => {
    world.shop.collections = [
      { id: '1', title: 'Каталог', parentId: '', isSmart: false },
      { id: '2', title: 'Чай', parentId: '1', isSmart: false },
      { id: '3', title: 'Новинки', parentId: '1', isSmart: true },
    ]
    const prices = { price: 45_000, old_price: 50_000, cost_price: 20_000 }
    world.shop.add(
      shopProduct({
        id: '100',
        title: 'Чай 🍵',
        description: long,
        variants: [shopVariant({ id: '1001', sku: 'TEA', barcode: '46001', weight: 0.25, prices })],
        properties: [{ name: 'Страна', value: 'Китай' }],
        images: [{ id: '9', title: '', position: 1, filename: 'a.png', url: 'http://shop/a.png' }],
      }),
    )
    world.shop.products.get('100')!.collects.push('2')
    world.shop.contents.set('http://shop/a.png', Buffer.from('a'))
    world.shop.add(
      shopProduct({
        id: '200',
        title: 'Футболка',
        optionNames: ['Размер'],
        variants: ['M', 'L'].map((value) =>
          shopVariant({
            id: `200${value}`,
            sku: `S-${value}`,
            options: [{ name: 'Размер', value }],
            prices: { price: 100 },
          }),
        ),
      }),
    )
  }

  it('folders, prices, variants, pictures, fields; what MoySklad cannot keep is told and not written back', async () => {
    fill()
    await world.prepare('insales-to-moysklad', { properties: true, images: true })
    expect((await world.load()).counts.create).toEqual({ products: 2, variants: 3, groups: 2, images: 1 })
    const load = await world.start()
    expect(load.state).toBe('done')
    const made = [...world.moysklad.goods.values()]
    const tea = made.find(({ article }) => article === 'TEA')!
    expect(world.moysklad.folders).toMatchObject([{ name: 'Каталог' }, { name: 'Чай' }])
    expect(tea).toMatchObject({
      name: 'Чай 🍵',
      barcodes: ['46001'],
      weight: 0.25,
      folderId: world.moysklad.folders[1]!.id,
      salePrices: [{ valueMinor: 45_000 }, { valueMinor: 50_000 }],
      buyPrice: { valueMinor: 20_000 },
      imagesCount: 1,
    })
    expect(tea.attributes.map(({ name, value }) => [name, value])).toEqual([
      ['ID товара inSales', '100'],
      ['Страна', 'Китай'],
    ])
    expect(tea.description).toHaveLength(4096)
    expect(world.told.map(({ said }) => said.code)).toContain('CATALOG_LOAD_DESCRIPTION_CUT')
    expect(made.filter(({ kind }) => kind === 'variant').map(({ article }) => article)).toEqual([
      'S-M',
      'S-L',
    ])
    expect(world.pairs.all(world.lane)).toHaveLength(3)
    world.settings = { ...world.settings, syncProducts: true, syncSince: '2026-01-01T00:00:00.000Z' }
    world.asked()
    for (const { id } of made.filter(({ kind }) => kind === 'product')) await world.touch(id)
    await world.work()
    expect(world.asked().filter((call) => /create|update|addTo|removeFrom/.test(call))).toEqual([])
    expect(world.shop.show('100').description).toBe(long)
  }, 120_000)

  it('a process that dies after any write goes on; nothing is there twice', async () => {
    for (const call of ['moysklad.saveFolders', 'moysklad.save.product', 'moysklad.save.variant']) {
      await stores.erase()
      world = new LoadWorld(stores)
      fill()
      await world.prepare('insales-to-moysklad')
      const { id } = await world.load()
      await stores.loads.move(world.lane, id, ['ready'], 'running', { startedAt: new Date() })
      world.moysklad.calls.dieAfter(call)
      await world.touch(id, 'load')
      expect(await world.workUntilDeath()).toBe(true)
      await world.wait()
      expect((await world.load()).state).toBe('done')
      expect([...world.moysklad.goods.values()].map(({ kind }) => kind).sort()).toEqual([
        'product',
        'product',
        'variant',
        'variant',
      ])
      expect(world.moysklad.folders).toHaveLength(2)
      expect(world.pairs.all(world.lane)).toHaveLength(3)
    }
  }, 300_000)

  it('a product that MoySklad refuses is told of and stops no other; known ones are only linked', async () => {
    fill()
    world.writer.refused.add('Футболка')
    world.moysklad.save(good({ id: 'mine', name: 'Мой чай', article: 'TEA', barcodes: [] }))
    await world.prepare('insales-to-moysklad')
    await world.start()
    expect(await world.item('100')).toMatchObject({ action: 'link', state: 'done', targetId: 'mine' })
    expect(await world.item('200')).toMatchObject({
      state: 'failed',
      failure: { text: 'Товар «Футболка». Так нельзя.' },
    })
    expect(world.moysklad.idOfProduct('mine')).toBe('100')
    expect(world.moysklad.goods.get('mine')!.name).toBe('Мой чай')
    world.writer.refused.clear()
    const { id } = await world.load()
    await stores.items.retry(id, '')
    await stores.loads.move(world.lane, id, ['done'], 'running')
    await world.goOn()
    expect((await world.item('200')).state).toBe('done')
  }, 120_000)
})
