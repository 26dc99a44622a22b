import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { decimalFromMinor, minorFromDecimal, quantityFromDecimal } from './money.js'

describe('minorFromDecimal', () => {
  it.each([
    ['1500.0', 150_000],
    ['0.35', 35],
    ['19.99', 1999],
    ['-12.5', -1250],
    ['7', 700],
    [6090, 609_000],
    [557.55, 55_755],
    [1152.9, 115_290],
    [0.29, 29],
    [1.005, 101],
    ['33.333333', 3333],
    ['33.335', 3334],
    ['0.999', 100],
    ['-0.004', 0],
    ['9007199254740.99', 900_719_925_474_099],
  ])('%p is %p kopecks', (given, minor) => {
    expect(minorFromDecimal(given)).toBe(minor)
  })

  it.each(['', 'abc', '1,5', '1e21', '12 000', '.5', '5.', Number.NaN, Infinity, 1e21, 1e-7])(
    'does not take %p for an amount',
    (given) => {
      expect(minorFromDecimal(given)).toBeUndefined()
    },
  )

  it('reads back every amount we write, as a number and as a string', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }), (minor) => {
        const sent = JSON.stringify(decimalFromMinor(minor))
        expect(minorFromDecimal(JSON.parse(sent) as number)).toBe(minor)
        expect(minorFromDecimal(sent)).toBe(minor)
      }),
    )
  })

  it('never sends more than two digits after the point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (minor) => {
        expect(JSON.stringify(decimalFromMinor(minor))).toMatch(/^\d+(\.\d{1,2})?$/)
      }),
    )
  })

  it('is exact where a binary fraction is not: the sum of kopecks is the kopecks of the sum', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 50 }), (amounts) => {
        const sum = amounts.reduce((total, minor) => total + minorFromDecimal(decimalFromMinor(minor))!, 0)
        expect(sum).toBe(amounts.reduce((total, minor) => total + minor, 0))
      }),
    )
  })
})

describe('quantityFromDecimal', () => {
  it.each([
    ['7.0', 7],
    [0, 0],
    ['0.35', 0.35],
    [-2, -2],
  ])('%p is %p', (given, quantity) => {
    expect(quantityFromDecimal(given)).toBe(quantity)
  })

  it.each(['', 'много', '1,5'])('refuses %p', (given) => {
    expect(quantityFromDecimal(given)).toBeUndefined()
  })
})
