import { beforeEach, describe, expect, it } from '@jest/globals'
import type { CatalogSettings } from '@skladbridge/contracts'
import { filter, good, price } from '../testing/builders.js'
import { CatalogWorld } from '../testing/catalog-world.js'

let world: CatalogWorld
async function save(over: Partial<CatalogSettings>): Promise<string[]> {
  world.settings = { ...world.settings, ...over }
  world.asked()
  await world.touch('all', 'settings')
  await world.work()
  return world.asked()
}

beforeEach(async () => {
  world = new CatalogWorld()
  await world.save(
    good(),
    good({ id: 'a', article: 'A', archived: true }),
    good({ id: 'b', kind: 'bundle', article: 'B' }),
  )
  await save({})
})

describe('settings that were saved', () => {
  it('without a change of what is written touch nothing', async () => {
    expect(await save({ matchBy: ['sku'], keep: ['title'] })).toEqual([])
  })

  it('with another price map: all cards of the shop, and only their prices', async () => {
    const asked = await save({ prices: [{ moysklad: 'type-old', insales: 'price' }] })
    expect(asked).toEqual(['moysklad.getMany', 'insales.updatePrices'])
    expect(world.productOf('g1').variants[0]!.prices.price).toBe(50_000)
  })

  it('with bundles: those that were passed over for it, and no other', async () => {
    await save({ bundles: 'product' })
    expect(world.productOf('b').title).toBe('Чай «Дарджилинг»')
    expect(world.link('g1')!.wanted).toBe(2)
  })

  it('with a field no longer kept: what was left alone is written', async () => {
    await save({ keep: ['title'] })
    await world.edit('g1', { name: 'Чай чёрный' })
    expect(world.productOf('g1').title).toBe('Чай «Дарджилинг»')
    await save({ keep: [] })
    expect(world.productOf('g1').title).toBe('Чай чёрный')
  })

  it('with a filter: who does not pass goes, and comes back without it', async () => {
    await save({ filter: filter({ attribute: { id: 'site', value: '' } }) })
    expect(world.productOf('g1').isHidden).toBe(true)
    await save({ filter: filter({}) })
    expect(world.productOf('g1').isHidden).toBe(false)
  })

  it('and switched on: what is in the shop already is brought up to date', async () => {
    await save({ syncProducts: false })
    world.moysklad.edit('g1', { salePrices: [price(777)] })
    await save({ syncProducts: true })
    expect(world.productOf('g1').variants[0]!.prices.price).toBe(777)
  })

  it('go on where they were when the process dies: nobody is left out', async () => {
    const many = Array.from({ length: 40 }, (_, at) => good({ id: `m${at}`, article: `M${at}` }))
    await world.save(...many)
    world.shop.calls.dieAfter('insales.updatePrices')
    world.settings = { ...world.settings, rounding: 'hundred' }
    await world.touch('all', 'settings')
    expect(await world.workUntilDeath()).toBe(true)
    await world.work()
    expect(world.shop.all().every(({ variants }) => variants[0]!.prices.price === 50_000)).toBe(true)
  })
})

describe('«Ручная синхронизация»', () => {
  it('looks at every card as it stands in the shop, a hundred in a request', async () => {
    world.shop.edit(world.link('g1')!.insalesProductId!, { title: 'Акция!' })
    world.asked()
    await world.touch('all', 'manual')
    await world.work()
    expect(world.asked()).toEqual(['moysklad.getMany', 'insales.getMany', 'insales.update'])
    expect(world.productOf('g1').title).toBe('Чай «Дарджилинг»')
  })
})

describe('the sweep', () => {
  it('finds what no webhook told, modifications too, and only that', async () => {
    world.moysklad.edit('g1', { name: 'Чай чёрный' })
    await world.touch('all', 'sweep-moysklad')
    await world.work()
    expect(world.productOf('g1').title).toBe('Чай чёрный')
    world.asked()
    world.settings = { ...world.settings, collections: false }
    await world.wait()
    expect(world.asked()).toEqual(['moysklad.listChanged'])
  })

  it('works on what it read without asking a second time', async () => {
    const many = Array.from({ length: 50 }, (_, at) => good({ id: `m${at}`, article: `M${at}` }))
    await world.save(...many)
    await world.touch('all', 'sweep-moysklad')
    await world.work()
    for (const { id } of many) world.moysklad.edit(id, { salePrices: [price(4_200)] })
    world.asked()
    await world.touch('all', 'sweep-moysklad')
    await world.work()
    expect(world.asked()).toEqual(['moysklad.listChanged', 'insales.updatePrices'])
  })

  it('asks again for what somebody touched in between', async () => {
    const { justRead } = world.ports
    justRead.keep(world.lane, good({ name: 'Старое имя' }), world.link('g1')!.wanted + 1)
    world.moysklad.edit('g1', { name: 'Новое имя' })
    await world.touch('g1')
    await world.touch('g1')
    await world.work()
    expect(world.productOf('g1').title).toBe('Новое имя')
  })

  it('waits while sync is off', async () => {
    world.settings = { ...world.settings, syncProducts: false }
    world.asked()
    await world.touch('all', 'sweep-moysklad')
    await world.work()
    expect(world.asked()).toEqual([])
  })
})
