import { describe, expect, it } from '@jest/globals'
import { readFixture } from '@skladbridge/testing'
import { isReadable, orderSchema, ordersSchema } from './schema.js'
import { toOrder } from './to-order.js'

const line = {
  id: 1,
  product_id: 10,
  variant_id: 100,
  sku: 'TEA',
  barcode: null,
  title: 'Чай',
  quantity: 3,
  sale_price: 13690.0,
  full_sale_price: '12321.0',
  full_total_price: 36963,
  vat: 22,
}
const sample = {
  id: 7,
  number: 1001,
  key: 'k',
  fulfillment_status: 'new',
  custom_status: { permalink: 'novyy', title: 'Новый' },
  financial_status: 'pending',
  order_lines: [line],
  items_price: 36963,
  full_delivery_price: 557.55,
  total_price: 37520.55,
  delivery_title: null,
  client: {
    id: 5,
    name: '+79990000001',
    surname: null,
    phone: '+79990000001',
    email: null,
    type: 'Client::Juridical',
    inn: '7700000000',
  },
  shipping_address: {
    full_name: null,
    surname: 'Тестов',
    name: 'Иван',
    phone: '+79990000002',
    full_delivery_address: 'г Москва',
  },
  comment: null,
  currency_code: 'RUR',
  created_at: '2026-04-09T16:23:29.000+03:00',
  updated_at: '2026-04-09T16:25:00.000+03:00',
  archived: false,
  order_changes: [
    { action: 'financial_status_changed', created_at: '2026-04-09T19:00:00.000+03:00' },
    { action: 'custom_status_changed', created_at: '2026-04-09T16:24:30.694+03:00' },
    { action: 'fulfillment_status_changed', created_at: '2026-04-09T16:24:31.100+03:00' },
    { action: 'order_created', created_at: '2026-04-09T16:23:29.694+03:00' },
  ],
}
const read = (order: unknown) => toOrder(orderSchema.parse(order))

describe('toOrder', () => {
  it('counts in kopecks, whether the shop writes a float or a string', () => {
    const order = read(sample)
    expect(order.lines[0]).toMatchObject({
      quantity: 3,
      salePriceMinor: 1_369_000,
      fullSalePriceMinor: 1_232_100,
      fullTotalPriceMinor: 3_696_300,
      vat: 22,
      barcode: '',
    })
    expect(order).toMatchObject({ fullDeliveryPriceMinor: 55_755, totalPriceMinor: 3_752_055 })
  })

  it('takes the recipient from the address: the client may be named by a phone number', () => {
    const { recipientName, recipientPhone, client } = read(sample)
    expect({ recipientName, recipientPhone }).toEqual({
      recipientName: 'Тестов Иван',
      recipientPhone: '+79990000002',
    })
    expect(client).toMatchObject({ id: '5', kind: 'juridical', inn: '7700000000', email: '' })
  })

  it('knows when the status changed last: from the log, in UTC, payments left out', () => {
    expect(read(sample).statusChangedAt).toBe('2026-04-09T13:24:31.100Z')
    expect(read({ ...sample, order_changes: sample.order_changes.slice(3) }).statusChangedAt).toBe('')
    expect(read({ ...sample, order_changes: sample.order_changes.toReversed() }).statusChangedAt).toBe(
      '2026-04-09T13:24:31.100Z',
    )
  })

  it('does without custom statuses, address and client', () => {
    const bare = {
      ...sample,
      custom_status: null,
      shipping_address: null,
      client: null,
      order_changes: undefined,
    }
    expect(read(bare)).toMatchObject({
      customStatusPermalink: '',
      recipientName: '',
      deliveryAddress: '',
      client: undefined,
      statusChangedAt: '',
    })
  })

  it('does not guess where money is missing or unreadable', () => {
    expect(orderSchema.safeParse({ ...sample, total_price: null }).success).toBe(false)
    expect(orderSchema.safeParse({ ...sample, total_price: '1 000,00' }).success).toBe(false)
    expect(orderSchema.safeParse({ ...sample, created_at: 'вчера' }).success).toBe(false)
  })

  it.each(['order.get', 'order.get.coupon_discount', 'order.get.paid_dispatched', 'order.webhook.destroy'])(
    'reads the recorded %s, and its sums add up',
    (name) => {
      const body = readFixture('insales', name)
      if (body === undefined) return
      const order = read(body)
      const lines = order.lines.reduce((sum, { fullTotalPriceMinor }) => sum + fullTotalPriceMinor, 0)
      expect(lines).toBe(order.itemsPriceMinor)
      expect(order.itemsPriceMinor + order.fullDeliveryPriceMinor).toBe(order.totalPriceMinor)
      expect(order.customStatusPermalink).not.toBe('')
      expect(order.createdAt).toMatch(/Z$/)
    },
  )

  it('knows the payment, the discounts, the fields and the day of delivery', () => {
    const order = read({
      ...sample,
      payment_gateway_id: 3,
      payment_title: 'Картой',
      delivery_price: '531.0',
      delivery_date: '2026-04-12',
      discounts: [{ full_amount: 4107 }, { full_amount: '0.5' }],
      fields_values: [
        { handle: 'track', name: 'Трек', value: 17 },
        { handle: 'gift', name: 'Подарок', value: null },
      ],
    })
    expect(order).toMatchObject({
      paymentGatewayId: '3',
      paymentTitle: 'Картой',
      deliveryPriceMinor: 53_100,
      deliveryDate: '2026-04-12',
      discountsMinor: 410_750,
      financialChangedAt: '2026-04-09T16:00:00.000Z',
      fields: [
        { handle: 'track', name: 'Трек', value: '17' },
        { handle: 'gift', name: 'Подарок', value: '' },
      ],
    })
  })

  it('a list is read although one of its orders cannot be', () => {
    const rows = ordersSchema.parse([sample, { ...sample, id: 8, total_price: 'много' }])
    expect(rows.map((row) => [row.id, isReadable(row)])).toEqual([
      ['7', true],
      ['8', false],
    ])
  })

  it('reads the recorded list', () => {
    const body = readFixture('insales', 'orders.list')
    if (body !== undefined) expect(ordersSchema.parse(body).filter(isReadable).map(toOrder)).toHaveLength(3)
  })
})
