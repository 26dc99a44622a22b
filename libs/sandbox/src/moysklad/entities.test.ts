import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createMoyskladSandbox, type Moysklad } from './create-moysklad-sandbox.js'
import type { MoyskladAccount } from './handle.js'
import type { SeededShop } from './seed/seed-shop.js'
import { createClient, type Client } from './testing/client.js'
import { createTestKit, type TestKit } from './testing/kit.js'

describe('objects of the MoySklad sandbox', () => {
  let kit: TestKit
  let sandbox: Moysklad
  let account: MoyskladAccount
  let shop: SeededShop
  let ask: Client

  beforeEach(() => {
    kit = createTestKit()
    sandbox = createMoyskladSandbox(kit, { limits: 'off' })
    account = sandbox.addAccount({
      name: 'teplydom',
      token: 'secret',
      login: 'admin@teplydom',
      password: 'p',
    })
    shop = account.seed()
    ask = createClient(sandbox, 'secret')
  })
  afterEach(() => sandbox.close())

  it('lists the seeded products', async () => {
    const { status, body } = await ask('GET', 'entity/product')
    expect(status).toBe(200)
    expect(body.meta).toMatchObject({ size: 12, limit: 1000, offset: 0 })
    expect(body.rows[0]).toMatchObject({ name: 'Кружка керамическая «Утро», 350 мл', pathName: 'Кухня' })
  })

  it('creates an order with positions, and computes its sum', async () => {
    const product = account.link('product', shop.products['KR-0350']!)
    const { status, body } = await ask('POST', 'entity/customerorder', {
      organization: account.link('organization', shop.organization),
      agent: account.link('counterparty', shop.counterparties.person),
      positions: [{ assortment: product, quantity: 3, price: 59000, discount: 10, vat: 20, reserve: 3 }],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      name: '00001',
      applicable: true,
      sum: 159300,
      vatSum: 26550,
      reservedSum: 159300,
    })
  })
})
