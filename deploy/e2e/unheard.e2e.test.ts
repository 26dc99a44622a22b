import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { stockedProduct } from './testing/goods.js'
import { LONG_PATIENCE_MS, PATIENCE_MS, startRig, type Merchant, type Rig, type Row } from './testing/rig.js'
import { allInStep } from './testing/settled.js'

jest.setTimeout(240_000)

let rig: Rig
let merchant: Merchant
let product: Row
const article = 'TEA-1'

beforeAll(async () => {
  rig = await startRig({ name: 'unheard', env: { SWEEP_INTERVAL_MS: '2000', FULL_RUN_INTERVAL_MS: '2000' } })
  merchant = await rig.merchant()
  product = await stockedProduct(merchant, article)
})
afterAll(() => rig?.close())

const seen = <T>(what: string, look: () => T | Promise<T>) => waitFor(look, { what, timeoutMs: PATIENCE_MS })

describe('no webhook arrives', () => {
  let order: Row
  beforeAll(() => void (rig.sandbox.kit.faults.webhooksLost = 1))
  afterEach(() => expect(rig.sandbox.kit.faults.webhooksLost).toBe(1))
  afterAll(() => void (rig.sandbox.kit.faults.webhooksLost = 0))

  it('a new order is found', async () => {
    order = merchant.placeOrder(article, 2)
    await seen('the customer order', () => merchant.customerOrder(order))
    await allInStep(rig, merchant)
  })

  it('changes of an order are found, on either side', async () => {
    const [{ id }] = merchant.shopOrder(order)['order_lines']
    merchant.buyer.updateOrder(order['id'], { order_lines_attributes: [{ id, quantity: 3 }] })
    await seen('3 pieces', () => merchant.customerOrder(order)!['positions'].rows[0].quantity === 3)
    merchant.account().editOrder(merchant.customerOrder(order)!['id'], { state: 'Подтверждён' })
    const wanted = merchant.status('Согласован')
    await seen('the status', () => merchant.shopOrder(order)['custom_status'].permalink === wanted)
  })

  it('changed and new products are found', async () => {
    merchant.account().editProduct(product['id'], { name: 'Чай «Тихий»' })
    merchant.createProduct({ article: 'TEA-2', name: 'Чай «Новый»', price: 10_000 })
    const titled = (title: string) => merchant.buyer.list('products').some((row) => row['title'] === title)
    await seen('the new name', () => titled('Чай «Тихий»'))
    await seen('the new product', () => titled('Чай «Новый»'))
    expect(merchant.variants('TEA-2')).toHaveLength(1)
  })

  it('changed stock is found', async () => {
    merchant.setStock(product, 777)
    await seen('777 pieces', () => Number(merchant.variants(article)[0]?.['quantity']) === 777)
  })
})

describe('the gateway is killed while orders come in', () => {
  it('each is there once: its queue tells, or the sweep', async () => {
    const place = (count: number) => Array.from({ length: count }, () => merchant.placeOrder(article, 1))
    place(5)
    await rig.kill('gateway')
    place(5)
    await rig.sandbox.idle()
    await rig.start('gateway')
    place(2)
    await allInStep(rig, merchant, LONG_PATIENCE_MS)
  })
})
