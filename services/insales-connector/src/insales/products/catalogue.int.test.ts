import { insales } from '@skladbridge/proto'
import { countRequests } from '@skladbridge/runtime'
import { changeFaults, noFaults } from '@skladbridge/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestConnector, type TestConnector } from '../../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }
let since: string
const shop = () => t.sandbox.shop(Number(connection.shopId))
const person = () => t.sandbox.person(Number(connection.shopId))
const ordinary = { mostVariants: 1000, nestedOptions: true }

beforeAll(async () => {
  t = await startTestConnector({
    sandbox: { shops: [{ products: 3 }], limits: 'off' },
    budgetRequests: 10_000,
  })
  connection = await t.connectShop()
  since = t.kit.clock.now().toISOString()
  // the mark's field is made by the first creation
  await create({ title: 'Первый' })
})
afterAll(() => t.close())
afterEach(() => {
  changeFaults(t.kit, noFaults)
  Object.assign(shop().behaviour, ordinary)
})

let made = 0
const create = (request: Parameters<TestConnector['products']['create']>[0]) =>
  t.products.create({ connection, mark: `mark-${(made += 1)}`, title: 'Футболка', ...request })
const size = (value: string, more: object = {}) => ({
  sku: `TS-${value}`,
  priceMinor: 100_000,
  options: [
    { name: 'Размер', value },
    { name: 'Цвет', value: 'белый' },
  ],
  ...more,
})
const get = async (id: string) => (await t.products.getMany({ connection, ids: [id] })).products[0]!

describe('a product', () => {
  it('with all of its variants is made in one request, and read back equal', async () => {
    const wanted = {
      title: 'Футболка «Лето» 😀',
      description: `<p>${'Описание '.repeat(7_000)}</p>`,
      isHidden: true,
      vat: 20,
      properties: [
        { name: 'Материал', value: 'Хлопок' },
        { name: 'Состав', value: '90% хлопок' },
        { name: 'Состав', value: '10% эластан' },
      ],
      variants: [
        size('S', { barcode: '46', oldPriceMinor: 150_050, costPriceMinor: 1, weight: 0.35 }),
        size('M', { extraPricesMinor: { price2: 90_000, price3: 0 } }),
      ],
    }
    const { result, requests } = await countRequests(() => create(wanted))
    expect(requests).toBe(1)
    expect(result).toMatchObject({
      ...wanted,
      optionNames: ['Размер', 'Цвет'],
      permalink: expect.any(String),
    })
    expect(await get(result.id)).toEqual(result)
  })

  it('with one variant has its options at the product, as documented', async () => {
    const product = await create({ variants: [size('XS')] })
    expect(product.variants).toMatchObject([{ sku: 'TS-XS', options: [{ value: 'XS' }, { value: 'белый' }] }])
    shop().behaviour.nestedOptions = false
    const { requests } = await countRequests(() => create({ variants: [size('XS')] }))
    expect(requests).toBe(1)
  })

  it('that is a bundle knows its components', async () => {
    const [part] = (await create({ variants: [size('L')] })).variants
    const bundle = await create({
      title: 'Комплект',
      bundle: true,
      priceMinor: 4_000,
      components: [{ variantId: part!.id, quantity: 2 }],
    })
    expect(bundle).toMatchObject({ bundle: true, components: [{ variantId: part!.id, quantity: 2 }] })
    expect(bundle.variants).toMatchObject([{ priceMinor: 4_000 }])
  })

  it('with more variants than one request takes is made in as few as there must be', async () => {
    const variants = Array.from({ length: 600 }, (_, n) => size(`№ ${n}`))
    const { result, requests } = await countRequests(() => create({ variants }))
    expect(requests).toBe(3)
    expect(result.variants).toHaveLength(600)
  }, 60_000)

  it('with too many variants is refused with its name, and nothing is made', async () => {
    shop().behaviour.mostVariants = 2
    const before = person().list('products').length
    const wide = create({ title: 'Широкий', variants: ['S', 'M', 'L'].map((value) => size(value)) })
    await expect(wide).rejects.toMatchObject({
      kind: 'invalid',
      code: 'INSALES_REJECTED',
      text: 'inSales не принял: новый товар «Широкий». Поле «Варианты товара»: не может быть больше 2.',
    })
    expect(person().list('products')).toHaveLength(before)
  })

  it('whose answer was lost is found with all of its variants', async () => {
    changeFaults(t.kit, { answerLost: 1 })
    const lost = create({ mark: 'mark-lost', variants: [size('S'), size('M')] })
    await expect(lost).rejects.toMatchObject({ kind: 'unavailable', details: { effect: 'unknown' } })
    changeFaults(t.kit, { answerLost: 0 })
    const found = await t.products.findByMark({ connection, mark: 'mark-lost', since })
    expect(found.variants).toHaveLength(2)
  })
})

describe('an update', () => {
  it('changes the card and its variants, adds and removes some, in one request', async () => {
    const product = await create({ variants: [size('S'), size('M'), size('L')] })
    const [s, m, l] = product.variants
    const change = {
      connection,
      id: product.id,
      title: 'Футболка 2',
      properties: { properties: [{ name: 'Материал', value: 'Лён' }] },
      variants: [
        { id: s!.id, sku: 'NEW', barcode: '', weight: 0.1, options: [{ name: 'Цвет', value: 'синий' }] },
        { id: m!.id, remove: true },
        size('XL'),
      ],
    }
    const { result, requests } = await countRequests(() => t.products.update(change))
    expect(requests).toBe(1)
    expect(result).toMatchObject({ title: 'Футболка 2', properties: [{ name: 'Материал', value: 'Лён' }] })
    expect(result.variants).toHaveLength(3)
    expect(result.variants[0]).toMatchObject({
      id: s!.id,
      sku: 'NEW',
      barcode: '',
      weight: 0.1,
      priceMinor: 100_000,
      options: [
        { name: 'Размер', value: 'S' },
        { name: 'Цвет', value: 'синий' },
      ],
    })
    expect(result.variants[1]).toEqual(l)
    expect(result.variants[2]).toMatchObject({ sku: 'TS-XL' })
  })

  it('takes all properties away when it says so, and none when it says nothing', async () => {
    const product = await create({ properties: [{ name: 'Материал', value: 'Хлопок' }] })
    const kept = await t.products.update({ connection, id: product.id, title: 'Ещё' })
    expect(kept.properties).toHaveLength(1)
    const bare = await t.products.update({ connection, id: product.id, properties: { properties: [] } })
    expect(bare.properties).toEqual([])
  })

  it('gives a product its first option, and variants by it, keeping the others by id', async () => {
    const product = await create({
      variants: [{ sku: 'ONE', priceMinor: 1, options: [{ name: 'Размер', value: 'S' }] }],
    })
    const update = {
      connection,
      id: product.id,
      newOptions: [{ name: 'Цвет', value: 'чёрный' }],
      variants: [size('S', { sku: 'WHITE' })],
    }
    const changed = await t.products.update(update)
    expect(changed.optionNames).toEqual(['Размер', 'Цвет'])
    expect(changed.variants.map(({ options }) => options.map(({ value }) => value))).toEqual([
      ['S', 'чёрный'],
      ['S', 'белый'],
    ])
  })

  it('tells of two variants alike, of the last one, and of what is gone', async () => {
    const product = await create({ variants: [size('S'), size('M')] })
    const [s, m] = product.variants
    const update = (variants: object[]) => t.products.update({ connection, id: product.id, variants })
    await expect(update([size('S')])).rejects.toMatchObject({
      kind: 'invalid',
      details: { field: 'options', what: `товар ${product.id}` },
      text: expect.stringContaining('Поле «Свойства варианта»: Вариант с такими значениями'),
    })
    await expect(update([s, m].map((one) => ({ id: one!.id, remove: true })))).rejects.toMatchObject({
      kind: 'invalid',
      text: expect.stringContaining('Нельзя удалить последний вариант'),
    })
    await expect(update([{ id: '999999999', sku: 'x' }])).rejects.toMatchObject({ kind: 'missing' })
    expect((await get(product.id)).variants).toHaveLength(2)
  })

  it('works also where a shop knows options in single variants only', async () => {
    shop().behaviour.nestedOptions = false
    const product = await create({ variants: ['S', 'M', 'L'].map((value) => size(value)) })
    expect(product.variants.map(({ sku }) => sku)).toEqual(['TS-S', 'TS-M', 'TS-L'])
    const change = {
      connection,
      id: product.id,
      title: 'По одному',
      variants: [size('XL'), { id: product.variants[0]!.id, sku: 'S2' }],
    }
    const changed = await t.products.update(change)
    expect(changed).toMatchObject({ title: 'По одному' })
    expect(changed.variants.map(({ sku }) => sku)).toEqual(['S2', 'TS-M', 'TS-L', 'TS-XL'])
  })

  it.each([
    [{ id: 'x' }, 'id'],
    [{ variants: [{ id: '../x' }] }, 'variants.id'],
    [{ variants: [{ remove: true }] }, 'variants.id'],
    [{ variants: [{ extraPricesMinor: { price: 1 } }] }, 'variants.extra_prices_minor'],
    [{ variants: [{ priceMinor: -1 }] }, 'variants.price_minor'],
  ])('of %j is refused before anything is sent', async (change, field) => {
    const { requests } = await countRequests(async () => {
      const refused = t.products.update({ connection, id: '1', ...change })
      await expect(refused).rejects.toMatchObject({ code: 'INSALES_ARGUMENT_WRONG', details: { field } })
    })
    expect(requests).toBe(0)
  })
})

describe('the archive', () => {
  it('takes a product however often, and gives it back whole', async () => {
    const product = await create({ variants: [size('S'), size('M')] })
    for (let time = 0; time < 2; time += 1) await t.products.archive({ connection, id: product.id })
    expect((await t.products.getMany({ connection, ids: [product.id] })).missingIds).toEqual([product.id])
    const back = await t.products.recover({ connection, id: product.id })
    expect(back).toMatchObject({ id: product.id, archived: false })
    expect(back.variants).toHaveLength(2)
  })

  it('does not give back what never was', async () => {
    await expect(t.products.recover({ connection, id: '999999999' })).rejects.toMatchObject({
      kind: 'missing',
    })
  })
})

describe('ListAll', () => {
  const listAll = async (change: Partial<insales.ListAllRequest> = {}) => {
    const chunks: insales.ProductChunk[] = []
    const request = { connection, archivedToo: false, cursor: '', ...change }
    for await (const chunk of t.products.listAll(request)) chunks.push(chunk)
    return chunks
  }
  const ids = (chunks: insales.ProductChunk[]) =>
    chunks.flatMap(({ products }) => products.map(({ id }) => id))

  it('tells everything once, archived ones when asked for, in pages of 250, and goes on from a cursor', async () => {
    for (let n = 0; n < 300; n += 1)
      person().createProduct({ title: `Ряд ${n}`, variants_attributes: [{ price: 1 }] })
    const all = person().list('products')
    const archived = String(all.find(({ title }) => title === 'Ряд 7')!['id'])
    person().deleteProduct(Number(archived))
    const { result, requests } = await countRequests(() => listAll({ archivedToo: true }))
    expect(requests).toBe(Math.ceil(all.length / 250))
    expect(ids(result).sort()).toEqual(all.map(({ id }) => String(id)).sort())
    expect(ids(await listAll())).not.toContain(archived)
    const rest = await listAll({ archivedToo: true, cursor: result[0]!.cursor })
    expect(ids(rest)).toEqual(ids(result.slice(1)))
  }, 60_000)

  it('cuts pages that are too large for a message, and loses nothing', async () => {
    const long = 'Ы'.repeat(60_000)
    for (let n = 0; n < 90; n += 1)
      person().createProduct({
        title: `Длинный ${n}`,
        description: long,
        variants_attributes: [{ price: 1 }],
      })
    const chunks = await listAll({ archivedToo: true })
    const seen = ids(chunks)
    expect(new Set(seen).size).toBe(person().list('products').length)
    expect(seen.length).toBe(new Set(seen).size)
    const bytes = chunks.map((chunk) => insales.ProductChunk.encode(chunk).finish().length)
    expect(Math.max(...bytes)).toBeLessThan(16_000_000)
    expect(chunks.length).toBeGreaterThan(2)
  }, 60_000)

  it('says so when the shop answers pages, or the way is cut', async () => {
    changeFaults(t.kit, { serverErrors: 1 })
    await expect(listAll()).rejects.toMatchObject({ kind: 'unavailable' })
    changeFaults(t.kit, { serverErrors: 0, answerHalf: 1 })
    await expect(listAll()).rejects.toMatchObject({ kind: 'unavailable' })
    changeFaults(t.kit, { answerHalf: 0 })
    await expect(listAll({ cursor: 'x' })).rejects.toMatchObject({ code: 'INSALES_ARGUMENT_WRONG' })
  })
})
