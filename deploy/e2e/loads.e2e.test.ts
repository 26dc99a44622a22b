import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { loseAnswerOf } from './testing/lose-answer.js'
import { startRig, type Merchant, type Rig, type Row, type ServiceName } from './testing/rig.js'

jest.setTimeout(240_000)

/** A lease runs out after 13 s at the latest; on a slow machine everything takes its time. */
const PATIENCE_MS = 120_000

let rig: Rig

beforeAll(async () => {
  rig = await startRig({ name: 'loads' })
})
afterAll(() => rig?.close())

async function connected(fill: (merchant: Merchant) => void): Promise<Merchant> {
  const merchant = rig.stranger()
  await merchant.install()
  await merchant.openPage()
  fill(merchant)
  await merchant.connect()
  return merchant
}

const inState = (merchant: Merchant, state: string): Promise<Row> =>
  waitFor(
    async () => {
      const load = (await merchant.page.lastLoad(merchant.shopId)) as Row
      return load['state'] === state ? load : undefined
    },
    { what: `the load to be ${state}`, timeoutMs: PATIENCE_MS },
  )

async function ready(merchant: Merchant, wanted: object): Promise<Row> {
  await merchant.page.prepareLoad(merchant.shopId, wanted)
  return inState(merchant, 'ready')
}

const rowsOf = async (merchant: Merchant, query = ''): Promise<Row[]> =>
  ((await merchant.page.loadItems(merchant.shopId, query)) as { items: Row[] }).items

/** Killed at the moment when the platform has done it and nobody has heard; then started again. */
async function killedAt(victim: ServiceName, kind: string): Promise<void> {
  await loseAnswerOf(rig.sandbox, kind, () => rig.kill(victim))
  await rig.start(victim)
}

const idAttribute = ({ attributes = [] }: Row): string =>
  String((attributes as Row[]).find(({ name }) => name === 'ID товара inSales')?.['value'] ?? '')
const lastOf = (reference: Row): string => String(reference['meta'].href).split('/').at(-1)!
const optionsOf = (variant: Row): string[] =>
  (variant['option_values'] as Row[]).map(({ title }) => String(title))

describe('MoySklad → inSales, killed in the middle', () => {
  let merchant: Merchant
  let preview: Row

  beforeAll(async () => {
    merchant = await connected(({ account }) => {
      const folder = account().create('productfolder', { name: 'Новинки' })
      const product = account().createProduct({
        name: 'Чай 🍵 «Новый»',
        description: '<p>Первый <b>сбор</b></p>',
      })
      account().editProduct(String(product['id']), {
        productFolder: account().link('productfolder', String(folder['id'])),
      })
    })
    preview = await ready(merchant, { direction: 'moysklad-to-insales' })
    await merchant.page.changeLoad(merchant.shopId, preview['id'], 'start')
    await killedAt('catalog-sync', 'POST /admin/products')
    await killedAt('insales-connector', 'POST /admin/products')
    await inState(merchant, 'done')
  })

  const goods = () =>
    merchant
      .account()
      .list('product')
      .map(({ id }) => merchant.account().get('product', String(id))!) as Row[]
  const products = () => merchant.buyer.list('products') as Row[]

  it('nothing had been written before the start, and the preview said what would be', () => {
    expect(preview).toMatchObject({ total: 0, done: 0, conflict: { products: 0 } })
    expect(preview['create'].products).toBe(goods().filter(({ archived }) => !archived).length)
  })

  it('each product is in the shop once, with its name, description and variants, and knows it', () => {
    const shop = new Map(products().map((product) => [String(product['id']), product]))
    for (const good of goods().filter(({ archived }) => !archived)) {
      const product = shop.get(idAttribute(good))
      expect(product).toMatchObject({ title: good['name'], description: good['description'] ?? '' })
      const own = merchant
        .account()
        .list('variant')
        .filter((each) => lastOf(each['product'] as Row) === good['id'])
      const values = own.map((each) => (each['characteristics'] as Row[]).map(({ value }) => String(value)))
      expect((product!['variants'] as Row[]).map(optionsOf).sort()).toEqual(
        own.length > 0 ? values.sort() : [[]],
      )
    }
    expect(shop.size).toBe(goods().filter(({ archived }) => !archived).length)
  })

  it('folders are collections, each once, and products are in theirs', () => {
    const collections = merchant.buyer.list('collections') as Row[]
    const folders = merchant.account().list('productfolder') as Row[]
    const titles = new Map(collections.map(({ id, title }) => [String(id), String(title)]))
    for (const { name } of folders)
      expect([...titles.values()].filter((title) => title === name)).toHaveLength(1)
    for (const good of goods().filter(({ productFolder, archived }) => productFolder && !archived)) {
      const product = products().find(({ id }) => String(id) === idAttribute(good))!
      const folder = folders.find(({ id }) => id === lastOf(good['productFolder']))!
      expect((product['collections_ids'] as number[]).map((id) => titles.get(String(id)))).toContain(
        folder['name'],
      )
    }
  })

  it('its progress and what it cost are told, and nothing has failed', async () => {
    const load = (await merchant.page.lastLoad(merchant.shopId)) as Row
    expect(load).toMatchObject({ failed: 0, done: load['total'], secondsLeft: 0 })
    expect(load['requests']).toBeGreaterThanOrEqual(load['done'])
  })
})

describe('inSales → MoySklad, killed in the middle', () => {
  let merchant: Merchant
  let before: number
  const sizes = ['M', 'L', 'XL']

  beforeAll(async () => {
    merchant = await connected(({ buyer }) => {
      for (let at = 1; at <= 5; at += 1)
        buyer.createProduct({
          title: `Кофе №${at}`,
          description: `<p>${'я'.repeat(at === 5 ? 60_000 : 10)}</p>`,
          variants_attributes: [
            { sku: `COF-${at}`, barcode: `4600000000${at}`, price: `${at}50.5`, weight: 0.25 },
          ],
        })
      buyer.createProduct({
        title: 'Футболка',
        variants_attributes: sizes.map((value) => ({
          sku: `SHIRT-${value}`,
          price: '990',
          options: [{ title: 'Размер', value }],
        })),
      })
    })
    before = merchant.account().list('product').length
    const { id } = await ready(merchant, { direction: 'insales-to-moysklad', images: false })
    await merchant.page.changeLoad(merchant.shopId, id, 'start')
    await killedAt('catalog-sync', 'POST /entity/product')
    await inState(merchant, 'done')
  })

  const made = (name: string) =>
    merchant
      .account()
      .list('product')
      .filter((row) => row['name'] === name)
      .map(({ id }) => merchant.account().get('product', String(id))!) as Row[]

  it('each product is in MoySklad once, field by field, with the shop’s id', () => {
    const shop = merchant.buyer.list('products') as Row[]
    for (const product of shop) {
      const [good, ...more] = made(String(product['title']))
      expect(more).toEqual([])
      expect(idAttribute(good!)).toBe(String(product['id']))
      const [variant] = product['variants'] as Row[]
      if (product['title'] === 'Футболка') continue
      expect(good).toMatchObject({ article: variant!['sku'], weight: Number(variant!['weight']) })
      expect(good!['salePrices'][0].value).toBe(Math.round(Number(variant!['price']) * 100))
      expect(good!['barcodes']).toEqual([expect.objectContaining({})])
      expect(String(product['description']).startsWith(String(good!['description']))).toBe(true)
    }
    expect(merchant.account().list('product')).toHaveLength(before + shop.length)
  })

  it('variants are modifications with their characteristics, SKU and price', () => {
    const [shirt] = made('Футболка')
    const own = merchant
      .account()
      .list('variant')
      .filter((each) => lastOf(each['product'] as Row) === shirt!['id']) as Row[]
    expect(own.map((each) => each['characteristics'][0].value).sort()).toEqual([...sizes].sort())
    expect(own.map((each) => each['salePrices'][0].value)).toEqual([99_000, 99_000, 99_000])
  })

  it('a second load has nothing to make: everything is linked already', async () => {
    await ready(merchant, { direction: 'insales-to-moysklad' })
    const rows = await rowsOf(merchant, 'action=skip')
    expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(['CATALOG_LOAD_LINKED']))
    expect(await rowsOf(merchant, 'action=create')).toEqual([])
  })
})
