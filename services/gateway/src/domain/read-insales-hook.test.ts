import { describe, expect, it } from '@jest/globals'
import { readFixture } from '@skladbridge/testing'
import { readInsalesHook } from './read-insales-hook.js'

describe('readInsalesHook', () => {
  it('names the order of an order webhook', () => {
    const hints = [{ entity: 'order', orderId: '1433068065' }]
    expect(readInsalesHook('orders', { id: 1433068065, number: 1001, order_lines: [] })).toEqual(hints)
    expect(readInsalesHook('orders', { id: '1433068065' })).toEqual(hints)
  })

  it('names every product of a batch', () => {
    expect(readInsalesHook('products', [{ id: 1 }, { id: 2, title: 'Чай' }])).toEqual([
      { entity: 'product', productId: '1' },
      { entity: 'product', productId: '2' },
    ])
  })

  it('takes one product that came without its array', () => {
    expect(readInsalesHook('products', { id: 1 })).toEqual([{ entity: 'product', productId: '1' }])
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'orders'],
    ['a list', [{ id: 1 }]],
    ['no id', { number: 1 }],
    ['id 0', { id: 0 }],
    ['a negative id', { id: -1 }],
    ['a broken id', { id: 1.5 }],
    ['an id that lost digits', { id: 2 ** 53 }],
    ['a path', { id: '../orders' }],
    ['an id longer than any', { id: '9'.repeat(21) }],
  ])('an order webhook with %s is none', (_what, body) => {
    expect(readInsalesHook('orders', body)).toBeUndefined()
  })

  it('one wrong product spoils the batch: the shop repeats it whole or not at all', () => {
    expect(readInsalesHook('products', [{ id: 1 }, { id: 'x' }])).toBeUndefined()
  })

  it('a batch is at most a hundred', () => {
    const batch = Array.from({ length: 101 }, (_, index) => ({ id: index + 1 }))
    expect(readInsalesHook('products', batch.slice(1))).toHaveLength(100)
    expect(readInsalesHook('products', batch)).toBeUndefined()
  })
})

// the recordings lie beside a checkout or nowhere; without them there is nothing to read
describe('recorded inSales webhooks', () => {
  it('an order', () => {
    const order = readFixture('insales', 'order.webhook.create') as { id: number } | undefined
    if (!order) return
    expect(readInsalesHook('orders', order)).toEqual([{ entity: 'order', orderId: String(order.id) }])
  })

  it('products', () => {
    const products = readFixture('insales', 'product.webhook.update') as { id: number }[] | undefined
    if (!products) return
    expect(readInsalesHook('products', products)).toEqual(
      products.map(({ id }) => expect.objectContaining({ entity: 'product', productId: String(id) })),
    )
  })
})
