import { describe, expect, it } from '@jest/globals'
import { findDifferences } from './compare.mjs'

const agreed = {
  orders: [
    { number: 1001, total_price: '300.0' },
    { number: 1002, total_price: '150.5' },
  ],
  customerOrders: [
    { name: '1001', sum: 30_000 },
    { name: '1002', sum: 15_050 },
  ],
  counterparties: [{ email: 'a@example.ru' }, { email: undefined }, { email: undefined }],
  products: [{ article: 'TEA', salePrices: [{ value: 15_000 }] }],
  variants: [
    { sku: 'TEA', price: '150.0' },
    { sku: 'HANDMADE', price: '1.0' },
  ],
}

describe('both platforms at the end', () => {
  it('agree', () => expect(findDifferences(agreed)).toEqual([]))

  it.each([
    ['a lost order', { customerOrders: agreed.customerOrders.slice(1) }, ['order 1001 is there 0 times']],
    [
      'a doubled order',
      { customerOrders: [...agreed.customerOrders, { name: '1001', sum: 30_000 }] },
      ['order 1001 is there 2 times'],
    ],
    [
      'another sum',
      { customerOrders: [{ name: '1001', sum: 1 }, agreed.customerOrders[1]!] },
      ['order 1001 has the sum 1, not 30000'],
    ],
    ['an order of nobody', { orders: agreed.orders.slice(1) }, ['customer order 1001 comes from no order']],
    [
      'a doubled product',
      { variants: [...agreed.variants, { sku: 'TEA', price: '150.0' }] },
      ['product TEA is there 2 times'],
    ],
    ['an old price', { variants: [{ sku: 'TEA', price: '140.0' }] }, ['TEA costs 140.0, not 150']],
    [
      'a doubled customer',
      { counterparties: [{ email: 'a@b.ru' }, { email: 'a@b.ru' }] },
      ['counterparty a@b.ru is there twice'],
    ],
  ])('differ by %s', (_what, change, sentences) => {
    expect(findDifferences({ ...agreed, ...change })).toEqual(sentences)
  })
})
