import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startShop, type ShopUnderTest } from '../testing/shop-client.js'

let shop: ShopUnderTest
beforeEach(async () => {
  shop = await startShop()
})
afterEach(() => shop.close())

const behaviour = () => shop.insales.shops()[0]!.behaviour
const size = (value: string) => ({ price: 1, options: [{ title: 'Размер', value }] })
const post = (variants: object[]) =>
  shop.ask('POST', '/products.json', { product: { title: 'Чай', variants_attributes: variants } })

describe('nested variants', () => {
  test('change, come and go in one PUT: all of it, or nothing', async () => {
    const made = (await post([size('S'), size('M'), size('L')])).json
    const [s, m] = made.variants
    const put = (variants_attributes: object[]) =>
      shop.ask('PUT', `/products/${made.id}.json`, { product: { variants_attributes } })
    const changed = (await put([{ id: s.id, sku: 'A' }, { id: m.id, _destroy: true }, size('XL')])).json
    expect(changed.variants.map(({ title, sku }: Record<string, unknown>) => [title, sku])).toEqual([
      ['S', 'A'],
      ['L', null],
      ['XL', null],
    ])
    const refused = await put([{ id: s.id, sku: 'B' }, size('XL')])
    expect(refused.status).toBe(422)
    expect((await shop.ask('GET', `/products/${made.id}.json`)).json).toEqual(changed)
  })

  test('are limited in number, however they come', async () => {
    behaviour().mostVariants = 2
    expect((await post([size('S'), size('M'), size('L')])).json).toEqual({
      variants: ['не может быть больше 2'],
    })
    const { json } = await post([size('S'), size('M')])
    const more = await shop.ask('POST', `/products/${json.id}/variants.json`, { variant: size('L') })
    expect(more.status).toBe(422)
  })

  test('know no options where a shop is said not to', async () => {
    behaviour().nestedOptions = false
    expect((await post([size('S')])).json).toEqual({ variants_attributes: ['undefined keys ["options"]'] })
  })
})

describe('images', () => {
  const add = async (id: number, image: object) =>
    (await shop.ask('POST', `/products/${id}/images.json`, { image: { attachment: 'iVBORw==', ...image } }))
      .json
  const titles = async (id: number) =>
    (await shop.ask('GET', `/products/${id}.json`)).json.images.map(
      ({ title, position }: Record<string, unknown>) => `${String(position)} ${String(title)}`,
    )

  test('stand in order, and make way for one that moves', async () => {
    const { id } = (await post([{ price: 1 }])).json
    for (const title of ['a', 'b', 'c']) await add(id, { filename: `${title}.png`, title })
    const first = await add(id, { filename: 'm.png', title: 'main', position: 1 })
    expect(await titles(id)).toEqual(['1 main', '2 a', '3 b', '4 c'])
    await shop.ask('PUT', `/products/${id}/images/${first.id}.json`, { image: { position: 3 } })
    expect(await titles(id)).toEqual(['1 a', '2 b', '3 main', '4 c'])
  })

  test('take title and place in a change only where a shop is said to', async () => {
    behaviour().imageTakesTitle = false
    const { id } = (await post([{ price: 1 }])).json
    await add(id, { filename: 'a.png' })
    expect(await add(id, { filename: 'b.png', title: 'b', position: 1 })).toMatchObject({
      title: null,
      position: 2,
      filename: 'b.png',
    })
  })
})

describe('collections', () => {
  const make = async (collection: object) =>
    (await shop.ask('POST', '/collections.json', { collection })).json
  const change = (id: number, collection: object) =>
    shop.ask('PUT', `/collections/${id}.json`, { collection })

  test('are a tree: no circles, no parents that are not there, no empty names', async () => {
    const above = await make({ title: 'Сверху' })
    const below = await make({ title: 'Снизу', parent_id: above.id })
    for (const wrong of [
      { parent_id: below.id },
      { parent_id: above.id },
      { parent_id: 999 },
      { title: ' ' },
    ])
      expect((await change(above.id, wrong)).status).toBe(422)
    expect((await shop.ask('GET', `/collections/${above.id}.json`)).json).toMatchObject({
      title: 'Сверху',
      parent_id: null,
    })
    expect((await change(below.id, { parent_id: null })).json).toMatchObject({ parent_id: null })
  })

  test('that are filled by rules take nothing by hand', async () => {
    const smart = await make({ title: 'Умная' })
    shop.insales.shops()[0]!.tables.collections.get(smart.id)!['is_smart'] = true
    const { id } = (await post([{ price: 1 }])).json
    const answer = await shop.ask('POST', '/collects.json', {
      collect: { product_id: id, collection_id: smart.id },
    })
    expect(answer.status).toBe(422)
  })
})
