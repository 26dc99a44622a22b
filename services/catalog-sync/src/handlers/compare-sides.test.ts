import { beforeEach, describe, expect, it } from '@jest/globals'
import { good, price } from '../testing/builders.js'
import { outsideError } from '../testing/calls.js'
import { CatalogWorld } from '../testing/catalog-world.js'

let world: CatalogWorld
const compare = async () => {
  await world.touch('all', 'compare')
  await world.work()
}
const shopId = () => world.link('g1')!.insalesProductId!
const shopVariant = () => world.productOf('g1').variants[0]!

beforeEach(async () => {
  world = new CatalogWorld()
  await world.save(good())
  world.asked()
})

describe('the daily comparison', () => {
  it('costs a request a page on each side where all is well, and touches nothing', async () => {
    await compare()
    expect(world.asked()).toEqual(['moysklad.listChanged', 'insales.listChanged'])
  })

  it('finds what somebody changed in the shop by hand, and puts back just that', async () => {
    world.shop.edit(shopId(), { title: 'Акция!' })
    world.shop.editVariant(shopVariant().id, { prices: { price: 1, cost_price: 777 }, sku: 'TEA-1' })
    await compare()
    expect(world.productOf('g1')).toMatchObject({
      title: 'Чай «Дарджилинг»',
      // what was never ours stays
      variants: [{ prices: { price: 45_000, cost_price: 777 } }],
    })
    world.asked()
    await compare()
    expect(world.asked()).toHaveLength(2)
  })

  it('leaves a hand’s change alone where the merchant wants the field kept', async () => {
    world.settings = { ...world.settings, keep: ['title'] }
    world.shop.edit(shopId(), { title: 'Акция!' })
    await compare()
    expect(world.productOf('g1').title).toBe('Акция!')
  })

  it('finds a variant that was deleted by hand and makes it again', async () => {
    const [only] = world.productOf('g1').variants
    world.shop.edit(shopId(), { variants: [{ ...only!, id: '999', sku: 'ЧУЖОЙ', barcode: '', options: [] }] })
    await compare()
    expect(world.productOf('g1').variants.map(({ sku }) => sku)).toContain('TEA-1')
    expect(world.pairs.all(world.lane)).toHaveLength(1)
  })

  it('finds a product that was deleted in the shop, and the merchant is told what to do', async () => {
    world.shop.edit(shopId(), { archived: true })
    await compare()
    expect(world.link('g1')).toMatchObject({ parked: true, failure: { code: 'CATALOG_SHOP_PRODUCT_GONE' } })
    expect(world.link('g1')!.failure!.text).toContain('Дарджилинг')
  })

  it('finds what webhooks and sweeps missed in MoySklad, changes and deletions', async () => {
    world.moysklad.edit('g1', { name: 'Чай чёрный' })
    await compare()
    expect(world.productOf('g1').title).toBe('Чай чёрный')
    world.moysklad.remove('g1')
    await compare()
    expect(world.productOf('g1').isHidden).toBe(true)
  })

  it('does not make what was there before sync was switched on', async () => {
    world.moysklad.goods.set('old', good({ id: 'old', updated: '2026-01-01T00:00:00.000Z' }))
    await compare()
    expect(world.shop.all()).toHaveLength(1)
  })

  it('goes on where it was when a side was down in between', async () => {
    world.shop.edit(shopId(), { title: 'Акция!' })
    world.shop.calls.refuse('insales.listChanged', outsideError('unavailable'))
    await compare()
    expect(world.productOf('g1').title).toBe('Акция!')
    world.asked()
    await world.wait()
    expect(world.productOf('g1').title).toBe('Чай «Дарджилинг»')
    expect(world.asked()).not.toContain('moysklad.listFolders')
  })

  it('pages through a shop of any size', async () => {
    const many = Array.from({ length: 600 }, (_, at) => good({ id: `m${at}`, article: `M${at}` }))
    for (let from = 0; from < many.length; from += 100) await world.save(...many.slice(from, from + 100))
    world.asked()
    await compare()
    expect(world.asked().filter((name) => name === 'insales.listChanged')).toHaveLength(3)
    expect(world.shop.calls.count('insales.update')).toBe(0)
  })

  it('does nothing while sync is off', async () => {
    world.settings = { ...world.settings, syncProducts: false }
    world.shop.edit(shopId(), { title: 'Акция!' })
    await compare()
    expect(world.asked()).toEqual([])
  })
})

describe('what the shop spells in its own way', () => {
  it('is no difference, today and tomorrow: nothing is rewritten without end', async () => {
    world.shop.numeric.add('Длина')
    world.settings = { ...world.settings, properties: [{ attributeId: 'len', property: 'Длина' }] }
    const length = { id: 'len', name: 'Длина', value: '12.5 см' }
    await world.edit('g1', {
      name: '  Чай   «Пуэр» ',
      attributes: [...world.moysklad.goods.get('g1')!.attributes, length],
    })
    expect(world.productOf('g1')).toMatchObject({ title: 'Чай «Пуэр»', properties: [{ value: '12.5' }] })
    world.asked()
    await compare()
    await world.touch('all', 'manual')
    await world.work()
    expect(world.asked().filter((name) => name === 'insales.update')).toEqual([])
  })
})

describe('properties', () => {
  it('that the merchant added in the shop stay when ours change', async () => {
    world.settings = { ...world.settings, properties: [{ attributeId: 'land', property: 'Страна' }] }
    world.shop.edit(shopId(), { properties: [{ name: 'Сбор', value: 'Весна' }] })
    const attributes = world.moysklad.goods.get('g1')!.attributes
    const land = (value: string) => [...attributes, { id: 'land', name: 'Страна', value }]
    await world.edit('g1', { attributes: land('Индия') })
    await world.edit('g1', { attributes: land('Непал') })
    expect(world.productOf('g1').properties).toEqual([
      { name: 'Сбор', value: 'Весна' },
      { name: 'Страна', value: 'Непал' },
    ])
    await world.edit('g1', { attributes: land('') })
    expect(world.productOf('g1').properties).toEqual([{ name: 'Сбор', value: 'Весна' }])
  })
})

describe('prices', () => {
  it('of a type or kind that is gone are told, not guessed', async () => {
    world.settings = {
      ...world.settings,
      prices: [
        { moysklad: 'type-retail', insales: 'price' },
        { moysklad: 'type-gone', insales: 'old_price' },
        { moysklad: 'buy', insales: 'price9' },
      ],
    }
    await world.edit('g1', { salePrices: [price(46_000)] })
    expect(shopVariant().prices).toEqual({ price: 46_000 })
    expect(world.told.map(({ said }) => said.code).sort()).toEqual([
      'CATALOG_PRICE_KIND_GONE',
      'CATALOG_PRICE_TYPE_GONE',
    ])
  })

  it('in another currency are converted by MoySklad’s rate; without a rate they are told', async () => {
    await world.edit('g1', { salePrices: [price(1_000, 'type-retail', 'cur-usd')] })
    expect(shopVariant().prices.price).toBe(90_000)
    await world.edit('g1', { salePrices: [price(1_000, 'type-retail', 'cur-none')] })
    expect(shopVariant().prices.price).toBe(90_000)
    expect(world.told.map(({ said }) => said.code)).toEqual(['CATALOG_RATE_UNKNOWN'])
  })
})
