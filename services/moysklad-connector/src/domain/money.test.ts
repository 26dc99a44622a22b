import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { toMinor } from './money.js'

it('sums are whole kopecks, rounded away from zero', () => {
  expect([19900, 19900.4, 19900.5, -0.5, 0.4, undefined].map(toMinor)).toEqual([
    19900, 19900, 19901, -1, 0, 0,
  ])
})

it('whole kopecks stay as they are, and a refund rounds like a payment', () => {
  fc.assert(fc.property(fc.integer(), (kopecks) => expect(toMinor(kopecks)).toBe(kopecks)))
  const sums = fc.double({ noNaN: true, min: -1e12, max: 1e12 })
  fc.assert(fc.property(sums, (sum) => expect(toMinor(-sum) + toMinor(sum)).toBe(0)))
})
