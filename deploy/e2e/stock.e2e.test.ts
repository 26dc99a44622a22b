import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { stockedProduct } from './testing/goods.js'
import { LONG_PATIENCE_MS, startRig, type Merchant, type Rig } from './testing/rig.js'

jest.setTimeout(300_000)

let rig: Rig
let merchant: Merchant
beforeAll(async () => {
  const env = { READ_BACK_INTERVAL_MS: '2000', FULL_RUN_INTERVAL_MS: '4000' }
  rig = await startRig({ name: 'stock', env })
  merchant = await rig.merchant()
})
afterAll(() => rig?.close())

const pieces = (article: string) => Number(merchant.variants(article)[0]?.['quantity'])
const seen = (what: string, article: string, quantity: number) =>
  waitFor(() => pieces(article) === quantity, { what, timeoutMs: LONG_PATIENCE_MS })

describe('stock', () => {
  it('that somebody changed in the shop by hand is put right', async () => {
    await stockedProduct(merchant, 'STOCK-1')
    for (const byHand of [3, 20_000]) {
      merchant.buyer.updateVariant(Number(merchant.variants('STOCK-1')[0]!['id']), { quantity: byHand })
      await seen(`what it was before ${byHand}`, 'STOCK-1', 10_000)
    }
  })

  it('whose queued update had no effect is sent again', async () => {
    const product = await stockedProduct(merchant, 'STOCK-2')
    const { behaviour } = rig.sandbox.insales.shops()[0]!
    behaviour.groupUpdateFailed = 1
    const { counter } = rig.sandbox.kit
    const updates = () => counter.read().byKind['PUT /admin/products/variants_group_update'] ?? 0
    const before = updates()
    merchant.setStock(product, 12)
    await waitFor(() => updates() > before, { what: 'the update', timeoutMs: LONG_PATIENCE_MS })
    await rig.sandbox.idle()
    expect(pieces('STOCK-2')).toBe(10_000)
    behaviour.groupUpdateFailed = 0
    await seen('12 pieces', 'STOCK-2', 12)
  })

  it('that all vanishes at once stays in the shop', async () => {
    const articles = Array.from({ length: 25 }, (_, at) => `MANY-${at}`)
    const products = articles.map((article) =>
      merchant.createProduct({ article, name: `Чай «${article}»`, price: 45_000 }),
    )
    for (const product of products) merchant.setStock(product, 5)
    await Promise.all(articles.map((article) => seen('5 pieces', article, 5)))
    for (const product of products) merchant.setStock(product, 0)
    // a product linked later gets its stock: the service is at work, and holds only what it does not believe
    await stockedProduct(merchant, 'STOCK-3')
    expect(articles.map(pieces)).toEqual(articles.map(() => 5))
  })
})
