import { beforeEach, describe, expect, it } from '@jest/globals'
import { filter, good, price, shopProduct, shopVariant } from '../../testing/builders.js'
import { outsideError } from '../../testing/calls.js'
import { CatalogWorld } from '../../testing/catalog-world.js'
import type { CatalogSettings } from '@skladbridge/contracts'

let world: CatalogWorld
const set = (over: Partial<CatalogSettings>) => (world.settings = { ...world.settings, ...over })
const again = async (key = 'g1') => {
  await world.touch(key)
  await world.work()
}

beforeEach(async () => {
  world = new CatalogWorld()
  await world.save(good())
  world.asked()
})

describe('what is not to be sold any more', () => {
  it('archived: hidden in one request, and shown again when it comes back', async () => {
    await world.edit('g1', { archived: true, name: 'Другое имя' })
    expect(world.productOf('g1')).toMatchObject({ isHidden: true, title: 'Чай «Дарджилинг»' })
    expect(world.asked()).toEqual(['moysklad.getMany', 'insales.update'])
    await world.edit('g1', { archived: false })
    expect(world.productOf('g1')).toMatchObject({ isHidden: false, title: 'Другое имя' })
    expect(world.link('g1')!.skipped).toBeNull()
    expect(world.done).toEqual(['catalog-created', 'catalog-hidden', 'catalog-shown'])
  })

  it('archived with the rule «leave»: nothing is written', async () => {
    set({ archived: 'leave' })
    await world.edit('g1', { archived: true, name: 'Другое имя' })
    expect(world.asked()).toEqual(['moysklad.getMany'])
    expect(world.link('g1')!.skipped).toBe('archived')
  })

  it('deleted in MoySklad: hidden, once', async () => {
    world.moysklad.remove('g1')
    await again()
    await again()
    expect(world.productOf('g1').isHidden).toBe(true)
    expect(world.shop.calls.count('insales.update')).toBe(1)
  })

  it('archived and never in the shop: not made', async () => {
    await world.save(good({ id: 'g2', archived: true }))
    expect(world.shop.all()).toHaveLength(1)
  })

  it('hidden by the merchant’s own hand: stays hidden', async () => {
    world.shop.edit(world.link('g1')!.insalesProductId!, { isHidden: true })
    await world.ports.links.askToObserve(world.lane, 'product', ['g1'])
    await world.edit('g1', { name: 'Чай чёрный' })
    expect(world.productOf('g1')).toMatchObject({ isHidden: true, title: 'Чай чёрный' })
  })

  it.each<[string, Partial<CatalogSettings>, Parameters<CatalogWorld['edit']>[1]]>([
    ['only with price', { filter: filter({ onlyWithPrice: true }) }, { salePrices: [price(0)] }],
    [
      'by a field',
      { filter: filter({ attribute: { id: 'shop', value: 'да' } }) },
      { attributes: [{ id: 'shop', name: 'На сайт', value: 'нет' }] },
    ],
    ['only with stock', { filter: filter({ onlyWithStock: true }) }, {}],
  ])('filtered out, %s: hidden', async (_title, over, change) => {
    set(over)
    const attributes = world.moysklad.goods.get('g1')!.attributes
    await world.edit('g1', { ...change, attributes: [...attributes, ...(change.attributes ?? [])] })
    expect(world.productOf('g1').isHidden).toBe(true)
    expect(world.link('g1')!.skipped).toBe('filtered')
  })

  it('out of stock and in again: the stock’s own sweep sees to it', async () => {
    set({ filter: filter({ onlyWithStock: true }) })
    await again()
    expect(world.productOf('g1').isHidden).toBe(true)
    world.moysklad.pieces.set('g1', 3)
    await world.touch('all', 'sweep-stock')
    await world.work()
    expect(world.productOf('g1').isHidden).toBe(false)
  })

  it('services are nothing that a shop sells; bundles come by the setting', async () => {
    await world.save(good({ id: 's', kind: 'service' }), good({ id: 'b', kind: 'bundle', name: 'Набор' }))
    expect([world.link('s')!.skipped, world.link('b')!.skipped]).toEqual(['service', 'bundle'])
    set({ bundles: 'product' })
    await again('b')
    expect(world.productOf('b')).toMatchObject({ title: 'Набор', bundle: false })
  })
})

describe('a bundle that is one in the shop', () => {
  it('waits for its parts, and is made when the last of them is there', async () => {
    set({ bundles: 'bundle' })
    const components = [
      { kind: 'product', id: 'g1', quantity: 2 },
      { kind: 'product', id: 'late', quantity: 1 },
    ]
    await world.save(good({ id: 'b', kind: 'bundle', name: 'Набор', article: 'SET', components }))
    expect(world.link('b')).toMatchObject({ parked: true, failure: { code: 'CATALOG_COMPONENT_NOT_LINKED' } })
    await world.save(good({ id: 'late', name: 'Кружка', article: 'CUP' }))
    expect(world.productOf('b')).toMatchObject({ title: 'Набор', bundle: true })
  })
})

describe('a bundle whose parts change', () => {
  it('is told of once: the shop cannot follow', async () => {
    set({ bundles: 'bundle' })
    const part = (quantity: number) => ({ components: [{ kind: 'product', id: 'g1', quantity }] })
    await world.save(good({ id: 'b', kind: 'bundle', name: 'Набор', article: 'SET', ...part(2) }))
    const seen = () => world.told.filter(({ said }) => said.code === 'CATALOG_BUNDLE_CHANGED')
    await again('b')
    expect(seen()).toEqual([])
    // no webhook: the sweep finds it
    world.moysklad.edit('b', part(3))
    await world.touch('all', 'sweep-moysklad')
    await world.wait()
    await again('b')
    expect(seen()).toHaveLength(1)
    expect(seen()[0]!.said.text).toContain('Набор')
  })
})

describe('a product that somebody deleted in the shop', () => {
  it('comes back out of the archive when the merchant wants it so, with what changed meanwhile', async () => {
    set({ deletedInShop: 'restore' })
    const { insalesProductId } = world.link('g1')!
    world.shop.edit(insalesProductId!, { archived: true, title: 'Иначе' })
    await world.ports.links.askToObserve(world.lane, 'product', ['g1'])
    await again()
    expect(world.productOf('g1')).toMatchObject({ id: insalesProductId, title: 'Чай «Дарджилинг»' })
    expect(world.link('g1')!.failure).toBeNull()
    expect(world.told.map(({ said }) => said.code)).toEqual(['CATALOG_RESTORED'])
  })

  it('is made anew where there is nothing to bring back', async () => {
    set({ deletedInShop: 'restore' })
    const { insalesProductId } = world.link('g1')!
    world.shop.products.delete(insalesProductId!)
    await world.ports.links.askToObserve(world.lane, 'product', ['g1'])
    await again()
    expect(world.productOf('g1').id).not.toBe(insalesProductId)
    expect(world.shop.all()).toHaveLength(1)
    expect(world.pairs.all(world.lane)).toMatchObject([{ insalesProductId: world.productOf('g1').id }])
    expect(world.moysklad.idOfProduct('g1')).toBe(world.productOf('g1').id)
    expect(world.told.map(({ said }) => said.code)).toEqual(['CATALOG_MADE_ANEW'])
  })
})

describe('«ID товара inSales»', () => {
  it('cleared by the merchant: unlinked, told, and not made again', async () => {
    world.moysklad.typeId('g1', '')
    await again()
    await again()
    expect(world.link('g1')).toMatchObject({ insalesProductId: null, skipped: 'unlinked' })
    expect(world.pairs.all(world.lane)).toEqual([])
    expect(world.shop.all()).toHaveLength(1)
    expect(world.told.map(({ said }) => said.code)).toEqual(['CATALOG_UNLINKED'])
  })

  it('filled again with the same id: linked again', async () => {
    const { insalesProductId } = world.link('g1')!
    world.moysklad.typeId('g1', '')
    await again()
    world.moysklad.typeId('g1', insalesProductId!)
    await world.edit('g1', { name: 'Чай чёрный' })
    expect(world.productOf('g1')).toMatchObject({ id: insalesProductId, title: 'Чай чёрный' })
    expect(world.pairs.all(world.lane)).toHaveLength(1)
  })

  it('changed to another product of the shop: that one is ours now, and only what differs is written', async () => {
    world.shop.add(
      shopProduct({
        id: '555',
        title: 'Чай «Дарджилинг»',
        variants: [shopVariant({ id: '5551', sku: 'TEA-1', prices: { price: 45_000 } })],
      }),
    )
    world.moysklad.typeId('g1', '555')
    await again()
    expect(world.link('g1')!.insalesProductId).toBe('555')
    expect(world.pairs.all(world.lane)).toMatchObject([{ insalesVariantId: '5551' }])
    expect(world.shop.show('555')).toMatchObject({ description: '<p>Первый сбор</p>' })
    expect(world.told.map(({ said }) => said.code)).toEqual(['CATALOG_RELINKED'])
  })

  it('changed to what no product has: ours comes back, and the merchant is told', async () => {
    const ours = world.link('g1')!.insalesProductId
    world.moysklad.typeId('g1', '999')
    await again()
    expect(world.moysklad.idOfProduct('g1')).toBe(ours)
    expect(world.told.map(({ said }) => said.code)).toEqual(['CATALOG_RELINK_REFUSED'])
  })

  it('changed to a product that is another card’s: parked, with that card named', async () => {
    await world.save(good({ id: 'g2', name: 'Кофе', article: 'COF' }))
    world.moysklad.typeId('g1', world.link('g2')!.insalesProductId!)
    await again()
    expect(world.link('g1')).toMatchObject({ parked: true, failure: { code: 'CATALOG_SHOP_PRODUCT_TAKEN' } })
    expect(world.link('g1')!.failure!.text).toContain('Кофе')
  })

  it('filled before the product ever came: linked, not made twice', async () => {
    world.shop.add(shopProduct({ id: '777', title: 'Кофе' }))
    world.moysklad.save(good({ id: 'g2', name: 'Кофе', article: 'COF' }))
    world.moysklad.typeId('g2', '777')
    await again('g2')
    expect(world.link('g2')!.insalesProductId).toBe('777')
    expect(world.shop.all()).toHaveLength(2)
    expect(world.shop.show('777').variants).toMatchObject([{ sku: 'COF', prices: { price: 45_000 } }])
  })

  it('that MoySklad does not let us make: products go on without it, told once, asked for an hour later', async () => {
    const other = new CatalogWorld()
    other.moysklad.calls.refuse('moysklad.ensureAttribute', outsideError('denied'), 99)
    await other.save(good())
    await other.save(good({ id: 'g2', article: 'COF' }))
    expect(other.shop.all()).toHaveLength(2)
    expect(other.told.filter(({ said }) => said.code === 'CATALOG_ATTRIBUTE_REFUSED')).toHaveLength(1)
    expect(other.moysklad.calls.count('moysklad.ensureAttribute')).toBe(1)
  })

  it('its field removed by the merchant: made anew', async () => {
    world.moysklad.attributes.clear()
    await world.save(good({ id: 'g2', article: 'COF' }))
    await world.touch('g2')
    await world.work()
    expect(world.moysklad.idOfProduct('g2')).toBe(world.link('g2')!.insalesProductId)
  })
})
