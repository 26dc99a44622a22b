import { beforeEach, describe, expect, it } from '@jest/globals'
import { good, price, variantOf } from '../../testing/builders.js'
import { CatalogWorld } from '../../testing/catalog-world.js'

let world: CatalogWorld
const shirt = good({ id: 'shirt', name: 'Футболка', article: 'SH', variantsCount: 2 })
const m = variantOf(shirt, 'm', { Размер: 'M' })
const l = variantOf(shirt, 'l', { Размер: 'L' })

const idOf = (assortmentId: string) =>
  world.pairs.all(world.lane).find((pair) => pair.assortmentId === assortmentId)?.insalesVariantId
const values = () =>
  world.productOf('shirt').variants.map(({ options }) =>
    options
      .map(({ name, value }) => `${name}: ${value}`)
      .sort()
      .join(', '),
  )

beforeEach(async () => {
  world = new CatalogWorld()
  await world.save(shirt, m, l)
  world.asked()
})

describe('modifications of a card that stands in the shop', () => {
  it('a new one comes in the request that changes the card, with all it has', async () => {
    await world.save(variantOf(shirt, 'xl', { Размер: 'XL' }, { salePrices: [price(7_700)] }))
    expect(values()).toEqual(['Размер: M', 'Размер: L', 'Размер: XL'])
    expect(world.productOf('shirt').variants[2]).toMatchObject({ sku: 'SH-xl', prices: { price: 7_700 } })
    expect(world.asked().filter((name) => name.startsWith('insales'))).toEqual(['insales.update'])
    expect(world.announced.map(({ assortmentId }) => assortmentId)).toEqual(['m', 'l', 'xl'])
  })

  it('a new one is made once when the process dies right after it', async () => {
    world.shop.calls.dieAfter('insales.update')
    world.moysklad.save(variantOf(shirt, 'xl', { Размер: 'XL' }))
    await world.touch('shirt')
    expect(await world.workUntilDeath()).toBe(true)
    await world.work()
    expect(values()).toEqual(['Размер: M', 'Размер: L', 'Размер: XL'])
    expect(idOf('xl')).toBe(world.productOf('shirt').variants[2]!.id)
  })

  it('a removed one goes, the others keep their ids', async () => {
    const before = idOf('m')
    world.moysklad.remove('l')
    await world.touch('shirt')
    await world.work()
    expect(values()).toEqual(['Размер: M'])
    expect([idOf('m'), idOf('l')]).toEqual([before, undefined])
  })

  it('an archived one is taken out, and comes back', async () => {
    await world.edit('l', { archived: true })
    expect(values()).toEqual(['Размер: M'])
    await world.edit('l', { archived: false })
    expect(values()).toEqual(['Размер: M', 'Размер: L'])
  })

  it('when all are archived the card is hidden, and its last variant stays', async () => {
    await world.edit('m', { archived: true })
    await world.edit('l', { archived: true })
    expect(world.productOf('shirt')).toMatchObject({ isHidden: true, variants: [{}] })
    expect(world.link('shirt')!.skipped).toBe('archived')
  })

  it('a changed value follows, and the variant stays the same one', async () => {
    const before = idOf('m')
    await world.edit('m', { characteristics: [{ id: 'ch-Размер', name: 'Размер', value: 'S' }] })
    expect(values()).toEqual(['Размер: S', 'Размер: L'])
    expect(idOf('m')).toBe(before)
  })

  it('a renamed characteristic renames the option', async () => {
    for (const { id, characteristics } of [m, l])
      world.moysklad.edit(id, { characteristics: characteristics.map((each) => ({ ...each, name: 'Рост' })) })
    await world.touch('shirt')
    await world.work()
    expect(values()).toEqual(['Рост: M', 'Рост: L'])
    await world.touch('shirt')
    await world.work()
    expect(world.shop.calls.count('insales.renameOption')).toBe(1)
  })

  it('a renamed characteristic whose new name is taken in the shop gets an option of that name, and the merchant is told', async () => {
    world.shop.optionNames.add('Рост')
    for (const { id, characteristics } of [m, l])
      world.moysklad.edit(id, { characteristics: characteristics.map((each) => ({ ...each, name: 'Рост' })) })
    await world.touch('shirt')
    await world.work()
    expect(values()).toEqual(['Размер: M, Рост: M', 'Размер: L, Рост: L'])
    expect(world.told.map(({ said }) => said.code)).toEqual(['CATALOG_OPTION_RENAMED'])
    world.asked()
    await world.touch('shirt')
    await world.work()
    expect(world.asked().filter((name) => name.startsWith('insales'))).toEqual([])
  })

  it('a characteristic that only some have is filled for the others', async () => {
    await world.save(variantOf(shirt, 'red', { Размер: 'M', Цвет: 'Красный' }))
    expect(values()).toEqual(['Размер: M, Цвет: —', 'Размер: L, Цвет: —', 'Размер: M, Цвет: Красный'])
  })

  it('prices of more than a hundred of one card go in one request', async () => {
    const big = good({ id: 'big', article: 'B', variantsCount: 150 })
    const variants = Array.from({ length: 150 }, (_, at) => variantOf(big, `b${at}`, { Номер: String(at) }))
    await world.save(big, ...variants)
    world.asked()
    await world.save(...variants.map((each) => ({ ...each, salePrices: [price(123)] })))
    expect(world.asked().filter((name) => name.startsWith('insales'))).toEqual(['insales.update'])
    expect(world.productOf('big').variants.every(({ prices }) => prices.price === 123)).toBe(true)
  })
})

describe('a plain product', () => {
  it('that gains its first modifications gives it its variant', async () => {
    await world.save(good({ id: 'cup', article: 'CUP' }))
    const before = idOf('cup')
    const cup = world.moysklad.goods.get('cup')!
    await world.save(variantOf(cup, 'white', { Цвет: 'Белый' }), variantOf(cup, 'black', { Цвет: 'Чёрный' }))
    expect(world.productOf('cup').variants.map(({ sku, options }) => [sku, options[0]!.value])).toEqual([
      ['CUP-white', 'Белый'],
      ['CUP-black', 'Чёрный'],
    ])
    expect([idOf('white'), idOf('cup')]).toEqual([before, undefined])
    expect(world.announced.map(({ assortmentId }) => assortmentId)).toContain('white')
  })

  it('that loses its last modification is its first variant again', async () => {
    const before = idOf('m')
    world.moysklad.remove('m')
    world.moysklad.remove('l')
    await world.touch('shirt')
    await world.work()
    expect(world.productOf('shirt').variants).toHaveLength(1)
    expect([idOf('shirt'), idOf('m'), idOf('l')]).toEqual([before, undefined, undefined])
  })
})

describe('a modification that no pair knows', () => {
  it('touches its product, asked for together with others', async () => {
    world.moysklad.save(variantOf(shirt, 'xl', { Размер: 'XL' }))
    world.moysklad.save(variantOf(shirt, 'xs', { Размер: 'XS' }))
    await world.touch('xl', 'variant')
    await world.touch('xs', 'variant')
    await world.touch('gone', 'variant')
    await world.work()
    expect(values()).toHaveLength(4)
    expect(world.moysklad.calls.count('moysklad.getMany')).toBe(2)
  })
})
