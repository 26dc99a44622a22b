import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestConnector, type TestConnector } from '../../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }

beforeAll(async () => {
  t = await startTestConnector({ sandbox: { shops: [{ warehouses: 2 }] } })
  connection = await t.connectShop()
})
afterAll(() => t.close())

const list = async (kind: string) => (await t.dictionaries.list({ connection, kind })).entries

describe('dictionaries', () => {
  it('name statuses by permalink, under their system status', async () => {
    const statuses = await list('custom-statuses')
    expect(statuses[0]).toEqual({ id: 'novyy', title: 'Новый', note: 'new', isDefault: true })
    expect(statuses.map(({ note }) => note)).toContain('returned')
  })

  it('name price kinds by the field that is written, warehouses by their place', async () => {
    expect(await list('price-kinds')).toMatchObject([
      { id: 'price2', title: 'Оптовая' },
      { id: 'price3', title: 'Для постоянных покупателей' },
    ])
    expect(await list('warehouses')).toMatchObject([
      { id: '0', title: 'Основной склад', isDefault: true },
      { id: '1', title: 'Склад 2', isDefault: false },
    ])
  })

  it('have properties and collections, however many', async () => {
    const shop = t.sandbox.shop(Number(connection.shopId))
    for (let n = 0; n < 260; n += 1)
      shop.tables.properties.add({
        id: 900_000 + n,
        title: `Параметр ${n}`,
        permalink: `p-${n}`,
        numeric: false,
      })
    const properties = await list('properties')
    expect(properties).toHaveLength(shop.tables.properties.size)
    expect(properties).toContainEqual(expect.objectContaining({ title: 'Параметр 259', note: 'p-259' }))
    expect(await list('collections')).toMatchObject([{ title: 'Каталог', note: '' }])
  })

  it('have ways to pay and to deliver, and the fields of an order only', async () => {
    for (const kind of ['payment-gateways', 'delivery-variants']) {
      const entries = await list(kind)
      expect(entries.length).toBeGreaterThan(0)
      expect(entries.every(({ id, title }) => /^\d+$/.test(id) && title !== '')).toBe(true)
    }
    const { fields } = t.sandbox.shop(Number(connection.shopId)).tables
    const ofOrders = fields.rows().filter((field) => field['destiny'] === 3)
    expect((await list('order-fields')).map(({ id }) => id)).toEqual(ofOrders.map(({ id }) => String(id)))
  })

  it.each(['clients', '', 'constructor'])('do not have %p', async (kind) => {
    await expect(list(kind)).rejects.toMatchObject({ kind: 'invalid', details: { field: 'kind' } })
  })
})
