import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startShop, type ShopUnderTest } from '../testing/shop-client.js'

let shop: ShopUnderTest
beforeEach(async () => {
  shop = await startShop()
})
afterEach(() => shop.close())

async function product(body: object = {}) {
  const answer = await shop.ask('POST', '/products.json', {
    product: { title: 'Чай', variants_attributes: [{ price: 100, sku: 'A' }], ...body },
  })
  expect(answer.status).toBe(201)
  return answer.json
}

const sized = () =>
  product({ options: [{ title: 'Размер', value: 'M' }], variants_attributes: [{ price: 1000, sku: 'M' }] })

describe('products', () => {
  test('decimals are strings, quantity an integer, timestamps have the offset of the shop', async () => {
    const made = await product({
      variants_attributes: [{ price: 1500, quantity: 3, weight: 0.35, dimensions: '10х20х5' }],
    })
    expect(made.variants[0]).toMatchObject({
      price: '1500.0',
      weight: '0.35',
      quantity: 3,
      quantity_at_warehouse0: '3.0',
      dimensions: '10x20x5',
      price2: null,
      prices: [null, null],
    })
    expect(made.updated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+03:00$/)
    expect(made.permalink).toBe('chay')
  })

  test('stock that was never written is not tracked', async () => {
    expect((await product()).variants[0]).toMatchObject({ quantity: null, available: true })
  })

  test('a variant gets its values of all options, in their order; a twin is refused in the form of creation', async () => {
    const made = await sized()
    const path = `/products/${made.id}/variants.json`
    const l = await shop.ask('POST', path, {
      variant: { price: 1200, options: [{ title: 'Размер', value: 'L' }] },
    })
    expect([l.status, l.json.title]).toEqual([201, 'L'])
    const twin = await shop.ask('POST', path, {
      variant: { price: 1, options: [{ title: 'Размер', value: 'L' }] },
    })
    expect([twin.status, twin.json]).toEqual([
      422,
      { status: 'error', errors: { options: ['Вариант с такими значениями свойств уже существует'] } },
    ])
    const none = await shop.ask('POST', path, { variant: { price: 1 } })
    expect([none.status, none.json.status]).toEqual([422, 'error'])
    const moved = await shop.ask('PUT', path.replace('.json', `/${l.json.id}.json`), {
      variant: { options: [{ title: 'Размер', value: 'M' }] },
    })
    expect([moved.status, moved.json]).toEqual([
      422,
      { options: ['Вариант с такими значениями свойств уже существует'] },
    ])
  })

  test('an option added to the product gives its value to all variants', async () => {
    const made = await sized()
    const answer = await shop.ask('PUT', `/products/${made.id}.json`, {
      product: { options: [{ option_name_id: made.option_names[0].id }, { title: 'Цвет', value: 'Белый' }] },
    })
    expect(answer.json.variants[0].title).toBe('M / Белый')
  })

  test('several variants at once, each with its own values', async () => {
    const made = await product({
      variants_attributes: ['50 г', '100 г'].map((value) => ({
        price: 1,
        options: [{ title: 'Вес', value }],
      })),
    })
    expect(made.variants.map((variant: { title: string }) => variant.title)).toEqual(['50 г', '100 г'])
  })

  test('unknown keys of nested variants are refused, and nothing is made', async () => {
    const answer = await shop.ask('POST', '/products.json', {
      product: { title: 'Чай', variants_attributes: [{ price: 1, external_id: 'x' }] },
    })
    expect([answer.status, answer.json]).toEqual([
      422,
      { variants_attributes: ['undefined keys ["external_id"]'] },
    ])
    expect((await shop.ask('GET', '/products/count.json')).json).toEqual({ count: 0 })
  })

  test('external_id goes in through the variant alone and never comes out', async () => {
    const made = await product()
    const answer = await shop.ask('PUT', `/products/${made.id}/variants/${made.variants[0].id}.json`, {
      external_id: 'x',
    })
    expect(answer.status).toBe(200)
    expect(answer.json).not.toHaveProperty('external_id')
  })

  test.each([
    ['without a title', { title: ' ', variants_attributes: [{ price: 1 }] }, 'title'],
    ['without variants', { title: 'Чай' }, 'variants'],
    ['without a price', { title: 'Чай', variants_attributes: [{ sku: 'A' }] }, 'price'],
    ['with a price that is no number', { title: 'Чай', variants_attributes: [{ price: 'дорого' }] }, 'price'],
  ])('%s no product is made', async (_what, body, field) => {
    const answer = await shop.ask('POST', '/products.json', { product: body })
    expect([answer.status, Object.keys(answer.json)]).toEqual([422, [field]])
  })

  test('an update that is refused in one place has no effect in any', async () => {
    const made = await product()
    const answer = await shop.ask('PUT', `/products/${made.id}.json`, {
      product: { title: 'Другой', variants_attributes: [{ id: made.variants[0].id, price: 'x' }] },
    })
    expect(answer.status).toBe(422)
    expect((await shop.ask('GET', `/products/${made.id}.json`)).json).toMatchObject({ title: 'Чай' })
  })

  test('a collection’s id is no category', async () => {
    const [collection] = (await shop.ask('GET', '/collections.json')).json
    const answer = await shop.ask('POST', '/products.json', {
      product: { title: 'Чай', category_id: collection.id, variants_attributes: [{ price: 1 }] },
    })
    expect([answer.status, Object.keys(answer.json)]).toEqual([422, ['category_id']])
  })

  test('the last variant stays', async () => {
    const made = await product()
    const answer = await shop.ask('DELETE', `/products/${made.id}/variants/${made.variants[0].id}.json`)
    expect([answer.status, answer.json]).toEqual([422, { base: ['Нельзя удалить последний вариант'] }])
  })

  test('deleting archives, again and for what never was; recovering brings back', async () => {
    const made = await product()
    const path = `/products/${made.id}`
    expect((await shop.ask('DELETE', `${path}.json`)).json).toEqual({ status: 'ok' })
    expect((await shop.ask('DELETE', `${path}.json`)).json).toEqual({ status: 'ok' })
    expect((await shop.ask('DELETE', '/products/1.json')).json).toEqual({ status: 'ok' })
    const gone = await shop.ask('GET', `${path}.json`)
    expect([gone.status, gone.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    const ids = async (query: string) =>
      (await shop.ask('GET', `/products.json?${query}`)).json.map((row: { id: number }) => row.id)
    expect([await ids(''), await ids('deleted=true'), await ids('with_deleted=true')]).toEqual([
      [],
      [made.id],
      [made.id],
    ])
    expect((await shop.ask('POST', `${path}/recover.json`)).json.archived).toBe(true)
    expect((await shop.ask('GET', `${path}.json`)).json.archived).toBe(false)
  })

  test('properties are replaced as a whole; a number refuses text', async () => {
    const made = await product({
      properties_attributes: [
        { title: 'Материал', value: 'Хлопок' },
        { title: 'Состав', value: '90%' },
      ],
    })
    expect(made.characteristics).toHaveLength(2)
    const put = (properties_attributes: object[]) =>
      shop.ask('PUT', `/products/${made.id}.json`, { product: { properties_attributes } })
    expect((await put([{ title: 'Материал', value: 'Лён' }])).json).toMatchObject({
      properties: [{ title: 'Материал' }],
      characteristics: [{ title: 'Лён', permalink: 'len' }],
    })
    const [own] = shop.insales.shops()
    own!.tables.properties.add({ id: 5, title: 'Длина', permalink: 'dlina', numeric: true })
    expect((await put([{ title: 'Длина', value: '40 см' }])).json).toEqual({
      characteristics: ['Указано не число'],
    })
    expect((await put([{ title: 'Длина', value: '12.5 см' }])).json.characteristics[0].title).toBe('12.5')
  })

  test('a collect puts the product into the collection and those above it', async () => {
    const made = await product()
    const [root] = (await shop.ask('GET', '/collections.json')).json
    const tea = (
      await shop.ask('POST', '/collections.json', { collection: { title: 'Чай', parent_id: root.id } })
    ).json
    const body = { collect: { product_id: made.id, collection_id: tea.id } }
    expect((await shop.ask('POST', '/collects.json', body)).status).toBe(201)
    expect((await shop.ask('POST', '/collects.json', body)).status).toBe(422)
    expect((await shop.ask('GET', `/products/${made.id}.json`)).json.collections_ids).toEqual([
      root.id,
      tea.id,
    ])
  })

  test('with several warehouses quantity is the total', async () => {
    await shop.close()
    shop = await startShop({ shops: [{ warehouses: 2 }] })
    const made = await product({
      variants_attributes: [{ price: 1, quantity_at_warehouse0: 3, quantity_at_warehouse1: 4 }],
    })
    expect(made.variants[0]).toMatchObject({ quantity: 7, quantity_at_warehouse1: '4.0' })
    const answer = await shop.ask('PUT', `/products/${made.id}/variants/${made.variants[0].id}.json`, {
      variant: { quantity_at_warehouse2: 1 },
    })
    expect([answer.status, Object.keys(answer.json)]).toEqual([422, ['quantity_at_warehouse2']])
  })

  test('an image is processed first, then it can be fetched; an address that leads nowhere is refused', async () => {
    const made = await product()
    const path = `/products/${made.id}/images.json`
    const attachment = Buffer.from('picture').toString('base64')
    const answer = await shop.ask('POST', path, { image: { filename: 'tea.png', attachment } })
    expect([answer.status, answer.json]).toMatchObject([
      201,
      { image_processing: true, original_url: '/images/loading.gif' },
    ])
    await shop.insales.idle()
    const [image] = (await shop.ask('GET', path)).json
    expect(await (await fetch(image.original_url)).text()).toBe('picture')
    const bad = await shop.ask('POST', path, { image: { src: 'http://127.0.0.1:1/none.png' } })
    expect([bad.status, bad.json.src]).toEqual([422, ['Недопустимый URL']])
  })
})

describe('variants_group_update', () => {
  const price = async (made: { id: number }) =>
    (await shop.ask('GET', `/products/${made.id}.json`)).json.variants[0].price

  test('answers at once with nothing, and takes effect a little later', async () => {
    await shop.close()
    shop = await startShop({}, { seed: 1, speed: 1 })
    const made = await product()
    const answer = await shop.ask('PUT', '/products/variants_group_update.json', {
      variants: [{ id: made.variants[0].id, price: 7, price2: 6.5, quantity: 2 }],
    })
    expect([answer.status, answer.json, await price(made)]).toEqual([200, [], '100.0'])
    shop.kit.clock.speed = 1000
    await shop.insales.idle()
    expect((await shop.ask('GET', `/products/${made.id}.json`)).json.variants[0]).toMatchObject({
      price: '7.0',
      price2: '6.5',
      quantity: 2,
    })
  })

  test('items that can’t be done have no effect and say nothing; the others have', async () => {
    const [first, second] = [await product(), await product()]
    const variants = [
      { id: first.variants[0].id, price: 'дорого' },
      { id: 1, price: 5 },
      { id: second.variants[0].id, price: 5 },
    ]
    expect((await shop.ask('PUT', '/products/variants_group_update.json', { variants })).status).toBe(200)
    await shop.insales.idle()
    expect([await price(first), await price(second)]).toEqual(['100.0', '5.0'])
  })

  test('may silently fail in part, and may answer as it did before 2026', async () => {
    const made = await product()
    Object.assign(shop.insales.shops()[0]!.behaviour, { groupUpdateFailed: 1, groupUpdateAnswer: 'statuses' })
    const variants = [{ id: made.variants[0].id, price: 5 }]
    const answer = await shop.ask('PUT', '/products/variants_group_update.json', { variants })
    expect(answer.json).toEqual([{ id: made.variants[0].id, status: 'ok' }])
    await shop.insales.idle()
    expect(await price(made)).toBe('100.0')
  })

  test('takes a hundred at most', async () => {
    const variants = Array.from({ length: 101 }, (_, id) => ({ id, price: 1 }))
    expect((await shop.ask('PUT', '/products/variants_group_update.json', { variants })).status).toBe(422)
  })
})
