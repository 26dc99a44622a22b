import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { good, OLD, price, RETAIL, settings, terms, USD } from '../testing/builders.js'
import { changedPrices, mapPrices } from './map-prices.js'
import { convert, round } from './money.js'

describe('the price map', () => {
  it('without rows sends the account’s first price type', () => {
    expect(mapPrices(good(), undefined, settings(), terms()).prices).toEqual({ price: 45_000 })
  })

  it('sends buy price, minimum price and every price type where the merchant says', () => {
    const prices = [
      { moysklad: RETAIL, insales: 'price' },
      { moysklad: OLD, insales: 'old_price' },
      { moysklad: 'buy', insales: 'cost_price' },
      { moysklad: 'min', insales: 'price2' },
    ]
    expect(mapPrices(good(), undefined, settings({ prices }), terms()).prices).toEqual({
      price: 45_000,
      old_price: 50_000,
      cost_price: 20_000,
      price2: 30_000,
    })
  })

  it('gives a modification its own price, and its product’s where it has none', () => {
    const prices = [
      { moysklad: RETAIL, insales: 'price' },
      { moysklad: OLD, insales: 'old_price' },
    ]
    const own = good({ kind: 'variant', salePrices: [price(1_000), price(0, OLD)] })
    expect(mapPrices(own, good(), settings({ prices }), terms()).prices).toEqual({
      price: 1_000,
      old_price: 50_000,
    })
  })

  it('reports a type or kind that is gone, and writes nothing there', () => {
    const prices = [
      { moysklad: RETAIL, insales: 'price7' },
      { moysklad: 'gone', insales: 'price' },
    ]
    const known = terms({ priceKinds: new Set(['price2']), priceTypes: new Set([RETAIL]) })
    const { prices: mapped, problems } = mapPrices(good(), undefined, settings({ prices }), known)
    expect(mapped).toEqual({})
    expect(problems.map(({ code }) => code)).toEqual(['CATALOG_PRICE_KIND_GONE', 'CATALOG_PRICE_TYPE_GONE'])
  })
})

describe('currencies', () => {
  const rate = (over: object) => new Map([[USD, { rate: 90, multiplicity: 1, indirect: false, ...over }]])
  it.each([
    [{}, 90_000],
    [{ multiplicity: 10 }, 9_000],
    [{ indirect: true, rate: 0.01 }, 100_000],
    [{ rate: 0 }, undefined],
    [{ multiplicity: 0 }, undefined],
  ])('%j', (over, expected) => {
    expect(convert(price(1_000, RETAIL, USD), rate(over))).toBe(expected)
  })

  it('not known: no guess', () => {
    expect(convert(price(1_000, RETAIL, 'other'), rate({}))).toBeUndefined()
  })
})

describe('rounding', () => {
  it.each([
    ['none', 12_345, 12_345],
    ['none', 12_345.6, 12_346],
    ['ruble', 12_349, 12_300],
    ['ruble', 12_350, 12_400],
    ['ten', 12_600, 13_000],
    ['hundred', 14_999, 10_000],
    ['hundred', 1, 10_000],
    ['ninety-nine', 15_340, 19_900],
    ['ninety-nine', 14_000, 9_900],
    ['ninety-nine', 100, 9_900],
    ['ninety-nine', 0, 0],
    ['ruble', 0, 0],
    ['ruble', 99_999_999_999_949, 99_999_999_999_900],
  ] as const)('%s: %d → %d', (rule, value, expected) => {
    expect(round(value, rule)).toBe(expected)
  })

  it('of what is rounded changes nothing, and nothing that costs becomes free', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e13, noNaN: true }),
        fc.constantFrom('none', 'ruble', 'ten', 'hundred', 'ninety-nine' as const),
        (value, rule) => {
          const once = round(value, rule as never)
          expect(Number.isInteger(once)).toBe(true)
          expect(once).toBeGreaterThan(0)
          expect(round(once, rule as never)).toBe(once)
        },
      ),
    )
  })
})

describe('what is written of prices', () => {
  it('is only what differs; a zero where nothing ever was is no change', () => {
    const wanted = { price: 100, old_price: 0, price2: 5 }
    expect(changedPrices(wanted, { price: 100, price2: 4 })).toEqual({ price2: 5 })
    expect(changedPrices(wanted, { price: 100, price2: 5, old_price: 9 })).toEqual({ old_price: 0 })
  })
})
