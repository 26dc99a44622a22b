import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { loseAnswerOf } from './testing/lose-answer.js'
import { startRig, type Merchant, type Rig, type Row } from './testing/rig.js'

jest.setTimeout(120_000)

/** A lease runs out after 12 s at the latest; then the next holder finishes. */
const PATIENCE_MS = 60_000
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

let rig: Rig
let merchant: Merchant
let shirt: Row

beforeAll(async () => {
  rig = await startRig({ name: 'catalogue', env: { FOLDERS_INTERVAL_MS: '3600000' } })
  merchant = rig.stranger()
  await merchant.install()
  await merchant.openPage()
  await merchant.connect()
  await merchant.page.save(merchant.shopId, 'catalog', {
    syncProducts: true,
    syncImages: true,
    properties: [{ characteristic: 'Размер', property: 'Размеры' }],
  })
})
afterAll(() => rig?.close())

const seen = <T>(what: string, look: () => T | Promise<T>) => waitFor(look, { what, timeoutMs: PATIENCE_MS })
const productOf = (title: string): Row | undefined =>
  merchant.buyer.list('products').find((product) => product['title'] === title)
const inShop = () => productOf('Футболка')!
const sizes = () => inShop()['variants'].map((variant: Row) => variant['title'])

const saleType = () => (merchant.account().list('product')[0] as Row)['salePrices'][0].priceType
const prices = (value: number) => [{ value, priceType: saleType() }]
const modification = (size: string, more: Row = {}) =>
  merchant.account().create('variant', {
    product: merchant.account().link('product', shirt['id']),
    characteristics: [{ name: 'Размер', value: size }],
    salePrices: prices(100_000),
    ...more,
  }) as Row

/** Requests to the shop, once nothing more comes for two seconds. */
async function requestsUntilQuiet(): Promise<Record<string, number>> {
  let last = -1
  const isQuiet = async () => {
    await rig.sandbox.idle()
    const before = last
    last = rig.sandbox.kit.counter.read().total
    return last === before
  }
  await waitFor(isQuiet, { what: 'nothing left to do', timeoutMs: PATIENCE_MS, everyMs: 2_000 })
  const { byKind } = rig.sandbox.kit.counter.read()
  return Object.fromEntries(Object.entries(byKind).filter(([kind]) => kind.includes('/admin/')))
}

describe('a card with everything', () => {
  beforeAll(async () => {
    const account = merchant.account()
    const clothes = account.create('productfolder', { name: 'Вещи' }) as Row
    const folder = account.create('productfolder', {
      name: 'Верх',
      productFolder: account.link('productfolder', clothes['id']),
    }) as Row
    shirt = account.create('product', {
      name: 'Футболка',
      article: 'TS',
      description: '<p>Хлопок</p>',
      weight: 0.25,
      productFolder: account.link('productfolder', folder['id']),
      salePrices: prices(90_000),
      images: [{ filename: 'front.png', content: onePixel }],
    }) as Row
    modification('M', { article: 'TS-M', barcodes: [{ ean13: '4600000000017' }] })
    modification('L', { article: 'TS-L', salePrices: prices(0) })
    await seen(
      'two variants and a picture',
      () => inShop()?.['variants'].length === 2 && inShop()['images'].length === 1,
    )
    await requestsUntilQuiet()
  })

  it('stands in the shop field by field', () => {
    const collections = new Map(merchant.buyer.list('collections').map((each) => [each['id'], each['title']]))
    expect(inShop()).toMatchObject({
      description: '<p>Хлопок</p>',
      is_hidden: false,
      variants: [
        { title: 'M', sku: 'TS-M', barcode: '4600000000017', price: '1000.0', weight: '0.25' },
        // a modification without a price of its own has its product's
        { title: 'L', sku: 'TS-L', price: '900.0', weight: '0.25' },
      ],
    })
    expect(
      inShop()
        ['collections_ids'].map((id: number) => collections.get(id))
        .sort(),
    ).toEqual(['Верх', 'Вещи'])
    expect(
      inShop()
        ['characteristics'].map((each: Row) => each['title'])
        .sort(),
    ).toEqual(['L', 'M'])
  })

  it('has its id of the shop in MoySklad', () => {
    const { attributes } = merchant.account().get('product', shirt['id']) as Row
    expect(attributes).toMatchObject([{ name: 'ID товара inSales', value: String(inShop()['id']) }])
  })

  it('follows a change with one request, and our own echo costs none', async () => {
    rig.sandbox.kit.counter.reset()
    merchant.account().editProduct(shirt['id'], { description: '<p>Лён</p>' })
    await seen('the description', () => inShop()['description'] === '<p>Лён</p>')
    expect(await requestsUntilQuiet()).toEqual({ 'PUT /admin/products/:id': 1 })
  })

  it('takes back what somebody changed in the shop by hand', async () => {
    merchant.buyer.updateProduct(inShop()['id'], { description: 'Акция!' })
    await seen('ours again', () => inShop()['description'] === '<p>Лён</p>')
  })

  it('is hidden with the archive, and shown when it is back', async () => {
    merchant.account().editProduct(shirt['id'], { archived: true })
    await seen('it hidden', () => inShop()['is_hidden'] === true)
    merchant.account().editProduct(shirt['id'], { archived: false })
    await seen('it shown', () => inShop()['is_hidden'] === false)
  })

  it('gets a new modification once, though catalog-sync is killed when the shop has made it', async () => {
    const killed = loseAnswerOf(rig.sandbox, 'PUT /admin/products/:id', () => rig.kill('catalog-sync'))
    modification('XL')
    await killed
    await rig.start('catalog-sync')
    await seen('the size', () => sizes().includes('XL'))
    await requestsUntilQuiet()
    expect(sizes()).toEqual(['M', 'L', 'XL'])
  })

  it('gets a picture once, though catalog-sync is killed when the shop has it', async () => {
    const kind = 'POST /admin/products/:productId/images'
    const killed = loseAnswerOf(rig.sandbox, kind, () => rig.kill('catalog-sync'))
    const { images = { rows: [] } } = merchant.account().get('product', shirt['id']) as Row
    merchant
      .account()
      .editProduct(shirt['id'], { images: [...images.rows, { filename: 'back.png', content: onePixel }] })
    await killed
    await rig.start('catalog-sync')
    await requestsUntilQuiet()
    expect(inShop()['images']).toHaveLength(2)
  })
})

describe('many products', () => {
  const count = 101
  const mine = () =>
    merchant.buyer.list('products').filter((product) => String(product['title']).startsWith('Чай '))

  it('come once each, and a price change of all goes in hundreds', async () => {
    const account = merchant.account()
    const products = Array.from({ length: count }, (_, at) =>
      merchant.createProduct({ article: `TEA-${at}`, name: `Чай ${at}`, price: 10_000 }),
    )
    await seen('all of them', () => mine().length >= count)
    await requestsUntilQuiet()
    expect(mine()).toHaveLength(count)
    rig.sandbox.kit.counter.reset()
    for (const { id } of products) account.editProduct(id, { salePrices: prices(77_700) })
    await seen('the prices', () => mine().every((product: Row) => product['variants'][0].price === '777.0'))
    const { 'PUT /admin/products/variants_group_update': groups = 0, ...others } = await requestsUntilQuiet()
    // two if the machine is quick enough to gather them
    expect(groups).toBeLessThanOrEqual(6)
    expect(others).toEqual({})
  })
})
