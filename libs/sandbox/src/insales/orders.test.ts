import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startShop, type ShopUnderTest } from '../testing/shop-client.js'

let shop: ShopUnderTest
beforeEach(async () => {
  shop = await startShop({ shops: [{ products: 3 }] })
})
afterEach(() => shop.close())

// eslint-disable-next-line @typescript-eslint/no-explicit-any
const placed = (input: object = {}): any =>
  shop.person.placeOrder({ lines: [{ sku: 'TEA-ASSAM-50', quantity: 2 }], ...input })
const put = (id: number, order: object) => shop.ask('PUT', `/orders/${id}.json`, { order })
const stockOf = (sku: string) =>
  shop.person.list('variants').find((variant) => variant['sku'] === sku)?.['quantity']
const gateway = (margin: string) =>
  shop.person.list('payment_gateways').find((row) => row['margin'] === margin)?.['id']

describe('an order from the storefront', () => {
  test('has the buyer, the address, a number, and takes its goods off the shelf', async () => {
    const order = placed()
    expect(order).toMatchObject({
      number: 1001,
      fulfillment_status: 'new',
      custom_status: { permalink: 'novyy', title: 'Новый' },
      financial_status: 'pending',
      items_price: 580,
      total_price: 580,
      margin: '0.0',
      total_profit: '580.0',
      currency_code: 'RUR',
      client: { name: 'Иван', email: 'ivan@example.ru' },
      shipping_address: { full_name: 'Тестов Иван', formatted_phone: '+7(999)000-00-01' },
      order_lines: [{ sku: 'TEA-ASSAM-50', quantity: 2, reserved_quantity: 2, full_sale_price: 290 }],
    })
    expect(order.order_changes).toMatchObject([
      { action: 'order_created', user_name: null, full_description: 'Заказ создан' },
    ])
    expect(stockOf('TEA-ASSAM-50')).toBe(8)
    expect((await shop.ask('GET', `/orders/${order.id}.json`)).json).toEqual(order)
  })

  test('buyers are known again', () => {
    expect(placed().client.id).toBe(placed().client.id)
    expect(placed({ client: { name: 'Пётр', phone: '+79990000002' } }).client.name).toBe('Пётр')
  })

  test('can’t have more than there is', () => {
    expect(() => placed({ lines: [{ sku: 'TEA-ASSAM-50', quantity: 11 }] })).toThrow('осталось 10')
    expect(stockOf('TEA-ASSAM-50')).toBe(10)
  })

  test('delivery and the margin of the payment method go into the total', () => {
    const order = placed({ delivery_price: 531, payment_gateway_id: gateway('5.0') })
    expect(order).toMatchObject({
      items_price: 609,
      full_delivery_price: 557.55,
      total_price: 1166.55,
      margin: '5.0',
      margin_amount: '55.55',
    })
  })
})

describe('an order through the API', () => {
  test('is made with lines, client and address, and in the name of the application', async () => {
    const [variant] = shop.person.list('variants')
    const answer = await shop.ask('POST', '/orders.json', {
      order: {
        order_lines_attributes: [{ variant_id: variant!['id'], quantity: 1, sale_price: 99.5 }],
        client: { name: 'Иван', phone: '+79990000001' },
        shipping_address_attributes: { full_locality_name: 'г Тестоград' },
        fields_values_attributes: [{ handle: 'track_number', value: 'T1' }],
      },
    })
    expect([answer.status, answer.json]).toMatchObject([
      201,
      { total_price: 99.5, fields_values: [{ handle: 'track_number', value: 'T1', type: 'Текст' }] },
    ])
    expect(answer.json.order_changes[0].user_name).toBe('SkladBridge')
  })

  test.each([
    ['no lines', { client: { name: 'И' } }, 'order_lines'],
    ['goods that don’t exist', { order_lines_attributes: [{ variant_id: 1 }] }, 'order_lines.variant'],
    [
      'a quantity of nothing',
      { order_lines_attributes: [{ variant_id: 0, quantity: 0 }] },
      'order_lines.quantity',
    ],
    ['nobody who buys', { order_lines_attributes: [{ variant_id: 0 }] }, 'name'],
    [
      'an unknown status',
      { order_lines_attributes: [{ variant_id: 0 }], client: { name: 'И' }, custom_status_permalink: 'x' },
      'custom_status',
    ],
  ])('%s: 422, and no order', async (_what, order, field) => {
    const known = Number(shop.person.list('variants')[0]!['id'])
    const lines = (order as { order_lines_attributes?: { variant_id: number }[] }).order_lines_attributes
    for (const line of lines ?? []) line.variant_id ||= known
    const answer = await shop.ask('POST', '/orders.json', { order })
    expect([answer.status, Object.keys(answer.json)]).toEqual([422, [field]])
    expect(shop.person.list('orders')).toEqual([])
  })

  test('a locked shop answers 423', async () => {
    shop.insales.shops()[0]!.behaviour.locked = true
    expect((await shop.ask('POST', '/orders.json', { order: {} })).status).toBe(423)
  })

  test('status, payment and own fields in one PUT; the history says who', async () => {
    const order = placed()
    const { json } = await put(order.id, {
      custom_status_permalink: 'otgruzhen',
      financial_status: 'paid',
      fields_values_attributes: [{ handle: 'track_number', value: '1' }],
    })
    expect(json).toMatchObject({
      fulfillment_status: 'dispatched',
      custom_status: { title: 'Отгружен' },
      financial_status: 'paid',
    })
    expect([json.accepted_at, json.paid_at, json.delivered_at]).toEqual([
      expect.any(String),
      expect.any(String),
      null,
    ])
    expect(json.order_changes.map((change: { action: string }) => change.action)).toEqual([
      'fulfillment_status_changed',
      'custom_status_changed',
      'financial_status_changed',
      'order_created',
    ])
    expect(json.order_changes[0]).toMatchObject({
      value_was: 'new',
      value_is: 'dispatched',
      user_name: 'SkladBridge',
      full_description: "Статус заказа изменен с 'Новый' на 'Отгружен' пользователем SkladBridge",
    })
  })

  test('fulfillment_status alone moves to the default status of its kind', async () => {
    const { json } = await put(placed().id, { fulfillment_status: 'accepted' })
    expect(json.custom_status.permalink).toBe('v-obrabotke')
  })

  test('lines are added, changed and removed by id; the others stay; stock follows', async () => {
    const order = placed({
      lines: [
        { sku: 'TEA-ASSAM-50', quantity: 2 },
        { sku: 'TEA-EARL-50', quantity: 1 },
      ],
    })
    const [assam, earl] = order.order_lines
    const added = shop.person.list('variants').find((variant) => variant['sku'] === 'TEA-DARJ-50')
    const { json } = await put(order.id, {
      order_lines_attributes: [
        { id: assam.id, quantity: 5 },
        { id: earl.id, _destroy: true },
        { variant_id: added!['id'] },
      ],
    })
    expect(json.order_lines).toMatchObject([
      { id: assam.id, quantity: 5, reserved_quantity: 5 },
      { sku: 'TEA-DARJ-50', quantity: 1 },
    ])
    expect([stockOf('TEA-ASSAM-50'), stockOf('TEA-EARL-50'), stockOf('TEA-DARJ-50')]).toEqual([5, 12, 10])
    expect(json.total_price).toBe(5 * 290 + 620)
  })

  test('a line of another order: 404, and no part of the request has an effect', async () => {
    const [first, second] = [placed(), placed()]
    const answer = await put(first.id, {
      financial_status: 'paid',
      order_lines_attributes: [{ id: second.order_lines[0].id, quantity: 9 }],
    })
    expect(answer.status).toBe(404)
    expect((await shop.ask('GET', `/orders/${first.id}.json`)).json).toEqual(first)
  })

  test('an update that changes nothing leaves no trace', async () => {
    const order = placed()
    const { json } = await put(order.id, { custom_status_permalink: 'novyy', financial_status: 'pending' })
    expect(json).toEqual(order)
  })

  test('declining puts the goods back, taking it up again takes them', async () => {
    const order = placed()
    await put(order.id, { custom_status_permalink: 'otmenen' })
    expect(stockOf('TEA-ASSAM-50')).toBe(10)
    const { json } = await put(order.id, { custom_status_permalink: 'v-obrabotke' })
    expect([stockOf('TEA-ASSAM-50'), json.order_lines[0].reserved_quantity]).toEqual([8, 2])
  })

  test('discounts come and go, in per cent or money, for all lines or some', async () => {
    const order = placed({
      lines: [
        { sku: 'TEA-ASSAM-50', quantity: 2 },
        { sku: 'TEA-EARL-50', quantity: 2 },
      ],
    })
    const discounts_attributes = [
      { discount: 10, description: 'Только чай', discount_order_lines_ids: [order.order_lines[0].id] },
    ]
    const { json } = await put(order.id, { discounts_attributes })
    expect(json).toMatchObject({
      items_price: 1022,
      discount: { amount: 58, percent: '10.0', discount: '10.0' },
    })
    expect(json.order_lines[0]).toMatchObject({ discounts_amount: 58, full_sale_price: 261 })
    const money = await put(order.id, {
      discounts_attributes: [
        { id: json.discount.id, _destroy: 1 },
        { discount: 100, type_id: 2 },
      ],
    })
    expect(money.json).toMatchObject({
      items_price: 980,
      discounts: [{ type_id: 2, percent: null, amount: 100 }],
    })
  })

  test('deleting: gone from the list, found among the deleted', async () => {
    const order = placed()
    expect((await shop.ask('DELETE', `/orders/${order.id}.json`)).json).toEqual({ status: 'ok' })
    expect((await shop.ask('GET', `/orders/${order.id}.json`)).status).toBe(404)
    expect((await shop.ask('GET', '/orders.json')).json).toEqual([])
    expect((await shop.ask('GET', '/orders.json?deleted=true')).json).toHaveLength(1)
    expect(stockOf('TEA-ASSAM-50')).toBe(10)
  })

  test('filters by status, delivery and payment', async () => {
    const [first] = [placed(), placed({ payment_gateway_id: gateway('5.0') })]
    await put(first.id, { custom_status_permalink: 'soglasovan' })
    const count = async (query: string) => (await shop.ask('GET', `/orders/count.json?${query}`)).json.count
    expect(await count('fulfillment_status[]=new')).toBe(1)
    expect(await count('fulfillment_status[]=new&fulfillment_status[]=approved')).toBe(2)
    expect(await count(`payment_gateway_id[]=${String(gateway('5.0'))}`)).toBe(1)
  })
})
