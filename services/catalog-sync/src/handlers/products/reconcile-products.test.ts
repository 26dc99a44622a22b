import { beforeEach, describe, expect, it } from '@jest/globals'
import { good, price, variantOf } from '../../testing/builders.js'
import { outsideError } from '../../testing/calls.js'
import { CatalogWorld } from '../../testing/catalog-world.js'

let world: CatalogWorld
beforeEach(() => {
  world = new CatalogWorld()
})

describe('a product that is new', () => {
  it('comes into the shop with everything, in one request there', async () => {
    await world.save(good())
    expect(world.productOf('g1')).toMatchObject({
      title: 'Чай «Дарджилинг»',
      description: '<p>Первый сбор</p>',
      variants: [{ sku: 'TEA-1', barcode: '4600000000017', weight: 0.1, prices: { price: 45_000 } }],
    })
    expect(world.asked().filter((name) => name.startsWith('insales'))).toEqual(['insales.create'])
    expect(world.announced).toMatchObject([{ assortmentId: 'g1', first: true }])
  })

  it('gets its id of the shop written into MoySklad, and is not touched again by that', async () => {
    await world.save(good())
    expect(world.moysklad.idOfProduct('g1')).toBe(world.link('g1')!.insalesProductId)
    world.asked()
    await world.touch('all', 'sweep-moysklad')
    await world.work()
    expect(world.asked()).toEqual(['moysklad.listChanged'])
  })

  it('comes with all of its modifications at once, each a pair of its own', async () => {
    const shirt = good({ id: 'shirt', name: 'Футболка', article: 'SH', variantsCount: 2 })
    await world.save(shirt, variantOf(shirt, 'm', { Размер: 'M' }), variantOf(shirt, 'l', { Размер: 'L' }))
    const { variants, optionNames } = world.productOf('shirt')
    expect(optionNames).toEqual(['Размер'])
    expect(variants.map(({ sku, options }) => [sku, options[0]!.value])).toEqual([
      ['SH-m', 'M'],
      ['SH-l', 'L'],
    ])
    expect(world.pairs.all(world.lane).map(({ assortmentId, first }) => [assortmentId, first])).toEqual([
      ['m', true],
      ['l', false],
    ])
    expect(world.shop.calls.count('insales.create')).toBe(1)
  })

  it('that was there before sync was switched on is left to the first load', async () => {
    world.moysklad.goods.set('old', good({ id: 'old', updated: '2026-10-01T00:00:00.000Z' }))
    await world.touch('old')
    await world.work()
    expect(world.shop.all()).toEqual([])
    expect(world.link('old')!.skipped).toBe('not-loaded')
  })

  it('is not made while sync is off, but a load has it made as a blank', async () => {
    world.settings = { ...world.settings, syncProducts: false }
    await world.save(good())
    expect(world.shop.all()).toEqual([])
    world.moysklad.save(good({ id: 'g2' }))
    await world.touch('g2', 'product', { birth: 'load' })
    await world.work()
    expect(world.productOf('g2')).toMatchObject({
      title: 'Чай «Дарджилинг»',
      variants: [{ sku: '', barcode: '', prices: { price: 0 } }],
    })
    // switched on later, all the rest follows
    world.settings = { ...world.settings, syncProducts: true }
    await world.touch('g2')
    await world.work()
    expect(world.productOf('g2').variants).toMatchObject([{ sku: 'TEA-1', prices: { price: 45_000 } }])
  })
})

describe('a product whose creation goes wrong', () => {
  it('is made once when the answer was lost', async () => {
    world.shop.calls.loseAnswer('insales.create')
    await world.save(good())
    await world.wait()
    expect(world.shop.all()).toHaveLength(1)
    expect(world.link('g1')!.insalesProductId).toBe(world.shop.all()[0]!.id)
    expect(world.pairs.all(world.lane)).toHaveLength(1)
  })

  it('is told of by the next attempt when nobody could be told, and once only', async () => {
    world.deaf = true
    await world.save(good())
    expect([world.shop.all().length, world.announced.length]).toEqual([1, 0])
    expect(world.link('g1')!.failure?.kind).toBe('unavailable')
    world.deaf = false
    await world.wait()
    await world.touch('g1')
    await world.work()
    expect([world.shop.all().length, world.announced.length]).toEqual([1, 1])
  })

  it('is made once when the process dies right after it, and brought up to date', async () => {
    world.shop.calls.dieAfter('insales.create')
    world.moysklad.save(good())
    await world.touch('g1')
    expect(await world.workUntilDeath()).toBe(true)
    world.moysklad.edit('g1', { name: 'Чай зелёный' })
    await world.work()
    expect(world.shop.all()).toHaveLength(1)
    expect(world.productOf('g1').title).toBe('Чай зелёный')
    expect(world.pairs.all(world.lane)).toHaveLength(1)
  })

  it('waits when the shop is down, and others are not held up by one that is refused', async () => {
    world.shop.calls.refuse('insales.create', outsideError('invalid'))
    await world.save(good(), good({ id: 'g2', name: 'Кофе', article: 'COF' }))
    const states = ['g1', 'g2'].map((key) => world.link(key)!.parked)
    expect(states.sort()).toEqual([false, true])
    expect(world.shop.all()).toHaveLength(1)
  })

  it('stops the batch when the shop asks to slow down: nobody else is tried', async () => {
    const many = Array.from({ length: 30 }, (_, at) => good({ id: `g${at}`, article: `A${at}` }))
    world.shop.calls.refuse('insales.create', outsideError('throttled'), 30)
    await world.save(...many)
    expect(world.shop.calls.count('insales.create')).toBeLessThanOrEqual(4)
    world.shop.calls.refuse('insales.create', undefined, 0)
  })

  it('is not looked for when the shop only asked to slow down: nothing was made', async () => {
    const other = new CatalogWorld()
    other.shop.calls.refuse('insales.create', outsideError('throttled'))
    await other.save(good())
    await other.wait()
    expect(other.shop.all()).toHaveLength(1)
    expect(other.shop.calls.count('insales.findByMark')).toBe(0)
  })

  it('is parked when two modifications cannot be told apart, with both named', async () => {
    const shirt = good({ id: 'shirt', variantsCount: 2 })
    await world.save(
      shirt,
      variantOf(shirt, 'a', { Цвет: 'Красный' }),
      variantOf(shirt, 'b', { Цвет: 'красный ' }),
    )
    expect(world.link('shirt')).toMatchObject({ parked: true, failure: { code: 'CATALOG_TWINS' } })
    expect(world.shop.all()).toEqual([])
  })

  it('is parked with the shop’s reason when it has more variants than the shop takes', async () => {
    world.shop.mostVariants = 100
    const big = good({ id: 'big', variantsCount: 3_000 })
    const variants = Array.from({ length: 3_000 }, (_, at) => variantOf(big, `v${at}`, { Номер: String(at) }))
    await world.save(big, ...variants)
    expect(world.link('big')).toMatchObject({ parked: true, failure: { code: 'INSALES_TOO_MANY_VARIANTS' } })
    expect(world.shop.calls.count('insales.create')).toBe(1)
  })
})

describe('a product that changes', () => {
  beforeEach(async () => {
    await world.save(good())
    world.asked()
  })

  it('costs nothing in the shop when nothing of it is different', async () => {
    await world.edit('g1', {})
    expect(world.asked()).toEqual(['moysklad.getMany'])
  })

  it('has its name and SKU written in one request, prices riding along', async () => {
    await world.edit('g1', { name: 'Чай чёрный', article: 'TEA-2', salePrices: [price(46_000)] })
    expect(world.asked()).toEqual(['moysklad.getMany', 'insales.update'])
    expect(world.productOf('g1')).toMatchObject({
      title: 'Чай чёрный',
      variants: [{ sku: 'TEA-2', prices: { price: 46_000 } }],
    })
  })

  it('has its price written together with those of a hundred others', async () => {
    const many = Array.from({ length: 99 }, (_, at) => good({ id: `m${at}`, article: `M${at}` }))
    await world.save(...many)
    world.asked()
    const ids = ['g1', ...many.map(({ id }) => id)]
    await world.save(...ids.map((id) => ({ ...world.moysklad.goods.get(id)!, salePrices: [price(99_900)] })))
    expect(world.asked()).toEqual(['moysklad.getMany', 'insales.updatePrices'])
    expect(world.shop.all().every(({ variants }) => variants[0]!.prices.price === 99_900)).toBe(true)
  })

  it('is written once more and no oftener when the answer of a change was lost', async () => {
    world.shop.calls.loseAnswer('insales.update')
    await world.edit('g1', { name: 'Чай чёрный' })
    await world.wait()
    await world.touch('g1')
    await world.work()
    expect(world.shop.calls.count('insales.update')).toBe(2)
    expect(world.productOf('g1').title).toBe('Чай чёрный')
  })

  it('keeps what its card learned when the prices of the batch could not be written', async () => {
    world.shop.calls.refuse('insales.updatePrices', outsideError('unavailable'))
    await world.edit('g1', { salePrices: [price(50_100)] })
    expect(world.link('g1')!.failure?.kind).toBe('unavailable')
    await world.wait()
    expect(world.productOf('g1').variants[0]!.prices.price).toBe(50_100)
    expect(world.link('g1')!.failure).toBeNull()
  })

  it('leaves alone what the merchant wants kept', async () => {
    world.settings = { ...world.settings, keep: ['title', 'price'] }
    await world.edit('g1', { name: 'Чай чёрный', article: 'TEA-3', salePrices: [price(1)] })
    expect(world.productOf('g1')).toMatchObject({
      title: 'Чай «Дарджилинг»',
      variants: [{ sku: 'TEA-3', prices: { price: 45_000 } }],
    })
  })

  it('is parked and the merchant told when it was deleted in the shop', async () => {
    world.shop.edit(world.link('g1')!.insalesProductId!, { archived: true })
    await world.edit('g1', { name: 'Чай чёрный' })
    await world.touch('g1')
    await world.work()
    expect(world.link('g1')).toMatchObject({ parked: true, failure: { code: 'CATALOG_SHOP_PRODUCT_GONE' } })
  })

  it('tells the merchant when its SKU is another card’s, too', async () => {
    await world.save(good({ id: 'g2', name: 'Чай-двойник' }))
    expect(world.told.map(({ said }) => said.code)).toContain('CATALOG_SKU_TWICE')
  })
})
