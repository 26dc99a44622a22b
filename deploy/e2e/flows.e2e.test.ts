import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { orderDifferences } from './testing/differences.js'
import { PATIENCE_MS, startRig, type Merchant, type Rig, type Row } from './testing/rig.js'

jest.setTimeout(120_000)

let rig: Rig
let merchant: Merchant
const article = 'TEA-1'

beforeAll(async () => {
  rig = await startRig({ name: 'flows' })
  merchant = await rig.merchant()
})
afterAll(() => rig?.close())

const seen = <T>(what: string, look: () => T | Promise<T>) => waitFor(look, { what, timeoutMs: PATIENCE_MS })
const variant = () => merchant.variants(article)[0]

describe('products and stock go to the shop', () => {
  let product: Row

  it('a product made in MoySklad stands in the shop, with its price', async () => {
    product = merchant.createProduct({ article, name: 'Чай «Утро»', price: 45_050 })
    await seen('the product', () => Number(variant()?.['price']) === 450.5)
    expect(merchant.buyer.list('products')).toMatchObject([{ title: 'Чай «Утро»' }])
    expect(merchant.variants(article)).toHaveLength(1)
  })

  it('a new name and price follow', async () => {
    const salePrices = [{ ...product['salePrices'][0], value: 51_000 }]
    merchant.account().editProduct(product['id'], { name: 'Чай «Вечер»', salePrices })
    await seen('the name', () => merchant.buyer.list('products')[0]!['title'] === 'Чай «Вечер»')
    await seen('the price', () => Number(variant()?.['price']) === 510)
  })

  it('its stock follows, also down to nothing', async () => {
    merchant.setStock(product, 17)
    await seen('17 pieces', () => Number(variant()?.['quantity'] ?? -1) === 17)
    merchant.setStock(product, 0)
    await seen('none', () => Number(variant()?.['quantity'] ?? -1) === 0)
    merchant.setStock(product, 100)
    await seen('100 pieces', () => Number(variant()?.['quantity'] ?? -1) === 100)
  })
})

describe('orders', () => {
  let order: Row
  const theirs = () => merchant.customerOrder(order)!

  it('an order placed in the shop becomes a customer order: lines, sum, counterparty', async () => {
    order = merchant.placeOrder(article, 2, {
      client: { name: 'Пётр', surname: 'Чайный', phone: '8 (912) 345-67-89', email: 'petr@example.ru' },
    })
    await seen('the customer order', () => theirs())
    expect(theirs()).toMatchObject({
      name: String(order['number']),
      sum: Math.round(order['total_price'] * 100),
      positions: { rows: [{ quantity: 2, price: 51_000 }] },
    })
    expect(merchant.counterparty(theirs())).toMatchObject({
      name: expect.stringContaining('Чайный'),
      phone: '+79123456789',
      email: 'petr@example.ru',
    })
    expect(orderDifferences(merchant)).toEqual([])
  })

  it('another order of the same customer gets the same counterparty', async () => {
    const again = merchant.placeOrder(article, 1, {
      client: { name: 'Пётр', surname: 'Чайный', phone: '+7 912 345 67 89', email: 'petr@example.ru' },
    })
    const made = await seen('the customer order', () => merchant.customerOrder(again))
    expect(merchant.counterparty(made)['id']).toBe(merchant.counterparty(theirs())['id'])
  })

  it('a status changed in MoySklad is changed in the shop', async () => {
    merchant.account().editOrder(theirs()['id'], { state: 'Подтверждён' })
    const wanted = merchant.status('Согласован')
    await seen('the status', () => merchant.shopOrder(order)['custom_status'].permalink === wanted)
  })

  it('a status changed in the shop is changed in MoySklad', async () => {
    merchant.buyer.updateOrder(order['id'], { custom_status_permalink: merchant.status('Новый') })
    const { meta } = merchant.account().stateLink('customerorder', 'Новый') as { meta: { href: string } }
    await seen('the state', () => theirs()['state'].meta.href === meta.href)
  })

  it('a line changed in the shop is changed in MoySklad', async () => {
    const [{ id }] = merchant.shopOrder(order)['order_lines']
    merchant.buyer.updateOrder(order['id'], { order_lines_attributes: [{ id, quantity: 3 }] })
    await seen('3 pieces', () => theirs()['positions'].rows[0].quantity === 3)
    expect(orderDifferences(merchant)).toEqual([])
  })

  it('a line changed in MoySklad is changed in the shop', async () => {
    const [{ id, assortment, price }] = theirs()['positions'].rows
    merchant.account().editOrder(theirs()['id'], { positions: [{ id, assortment, price, quantity: 4 }] })
    await seen('4 pieces', () => merchant.shopOrder(order)['order_lines'][0].quantity === 4)
    await seen('nothing left to do', () => orderDifferences(merchant).length === 0)
  })

  it('the page says that the order is in step', async () => {
    const state = () => merchant.page.order(merchant.shopId, order['id'])
    await seen('synced', async () => (await state()).state === 'synced')
    expect(await state()).toMatchObject({ insalesNumber: String(order['number']), failureCode: '' })
  })
})
