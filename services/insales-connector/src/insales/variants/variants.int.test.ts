import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { startTestConnector, type TestConnector } from '../../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }
const shop = () => t.sandbox.shop(Number(connection.shopId))
const variants = () => shop().tables.variants.rows()

beforeAll(async () => {
  const behaviour = { groupUpdateDelayMs: 1 }
  t = await startTestConnector({ sandbox: { shops: [{ products: 12, behaviour }] } })
  connection = await t.connectShop()
  const { person } = t.sandbox
  for (let index = 0; index < 240; index += 1) {
    person(Number(connection.shopId)).createProduct({
      title: `Товар ${index}`,
      variants_attributes: [{ price: 1 }],
    })
  }
})
afterAll(() => t.close())

describe('prices and quantities', () => {
  it('go in hundreds, and arrive though the shop queues them', async () => {
    const ids = variants()
      .map(({ id }) => String(id))
      .slice(0, 250)
    const updates = ids.map((id, index) => ({ id, priceMinor: 10_001 + index, quantity: index }))
    expect(await t.products.updateVariants({ connection, variants: updates })).toEqual({ requests: 3 })
    await t.sandbox.idle()
    const last = shop().tables.variants.get(Number(ids[249]))!
    expect(last.price).toBe(102.5)
    expect(last.stock).toEqual([249])
  })

  it('are the same after a repeat', async () => {
    const id = String(variants()[0]!.id)
    const update = { id, quantity: 7, oldPriceMinor: 1999, costPriceMinor: 5 }
    for (let time = 0; time < 2; time += 1)
      await t.products.updateVariants({ connection, variants: [update] })
    await t.sandbox.idle()
    expect(variants()[0]).toMatchObject({ stock: [7], old_price: 19.99, cost_price: 0.05 })
  })

  it('are understood also where the shop answers as before 2026', async () => {
    shop().behaviour.groupUpdateAnswer = 'statuses'
    const id = String(variants()[1]!.id)
    expect(await t.products.updateVariants({ connection, variants: [{ id, quantity: 3 }] })).toEqual({
      requests: 1,
    })
    await waitFor(() => variants()[1]!.stock?.[0] === 3, { what: 'the quantity' })
  })

  it('have extra prices by their kind’s name and stocks by warehouse, and read back equal', async () => {
    const { id, product_id } = variants()[2]!
    const update = {
      id: String(id),
      extraPricesMinor: { price2: 99_050, price3: 0 },
      quantityAtWarehouse: { '0': 4 },
    }
    expect(await t.products.updateVariants({ connection, variants: [update] })).toEqual({ requests: 1 })
    await t.sandbox.idle()
    const { products } = await t.products.getMany({ connection, ids: [String(product_id)] })
    expect(products[0]!.variants.find((variant) => variant.id === String(id))).toMatchObject({
      extraPricesMinor: update.extraPricesMinor,
      quantityAtWarehouse: update.quantityAtWarehouse,
      quantity: 4,
    })
  })

  it('cost no request where there is nothing to say', async () => {
    t.kit.counter.reset()
    expect(await t.products.updateVariants({ connection, variants: [] })).toEqual({ requests: 0 })
    expect(t.kit.counter.read().total).toBe(0)
  })

  it('are refused before anything is sent when an amount is no amount', async () => {
    t.kit.counter.reset()
    const wrongs = [
      { priceMinor: -1 },
      { id: 'x' },
      { extraPricesMinor: { cost_price: 1 } },
      { quantityAtWarehouse: { 'x;id': 1 } },
    ]
    for (const wrong of wrongs) {
      const update = { id: '1', quantity: 1, ...wrong }
      await expect(t.products.updateVariants({ connection, variants: [update] })).rejects.toMatchObject({
        kind: 'invalid',
      })
    }
    expect(t.kit.counter.read().total).toBe(0)
  })
})
