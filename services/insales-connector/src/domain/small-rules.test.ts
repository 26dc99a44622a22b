import { describe, expect, it } from '@jest/globals'
import { groupsOf } from './groups.js'
import { pickBackoff } from './pick-backoff.js'
import { pickProbePath } from './pick-probe-path.js'

describe('groupsOf', () => {
  it('cuts into groups of a size, the last one smaller', () => {
    expect(groupsOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
    expect(groupsOf([], 2)).toEqual([])
  })
})

describe('pickBackoff', () => {
  it('grows, then stays', () => {
    const minutes = [1, 2, 3, 4, 50].map((attempt) => pickBackoff('shop', attempt) / 60_000)
    expect(minutes).toEqual([1, 5, 15, 60, 60])
    expect([1, 2, 50].map((attempt) => pickBackoff('broker', attempt))).toEqual([1_000, 5_000, 300_000])
  })

  it('is never shorter than the shop asks for', () => {
    expect(pickBackoff('shop', 1, 200_000)).toBe(200_000)
    expect(pickBackoff('shop', 4, 1_000)).toBe(3_600_000)
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
