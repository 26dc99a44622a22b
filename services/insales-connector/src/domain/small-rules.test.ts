import { describe, expect, it } from '@jest/globals'
import { groupsOf } from './groups.js'
import { pickProbePath } from './pick-probe-path.js'

describe('groupsOf', () => {
  it('cuts into groups of a size, the last one smaller', () => {
    expect(groupsOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
    expect(groupsOf([], 2)).toEqual([])
  })
})

describe('pickProbePath', () => {
  it.each([
    ['/orders/17.json', '/orders/count.json'],
    ['/orders.json', '/orders/count.json'],
    ['/products/variants_group_update.json', '/products/count.json'],
    ['/product_fields.json', '/product_fields.json'],
    ['/webhooks/3.json', '/webhooks.json'],
    ['/account.json', '/account.json'],
    ['/ordersomething.json', '/account.json'],
    ['', '/account.json'],
  ])('asks, after %s was denied, for %s', (denied, probe) => {
    expect(pickProbePath(denied)).toBe(probe)
  })
})
