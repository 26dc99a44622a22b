import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readFixture } from '@skladbridge/testing'
import { readExtraPrices, readStocks, toExtraPrices, toStocks } from './extra-fields.js'

describe('fields whose names depend on the shop', () => {
  it('are prices of kinds and stocks of warehouses, nothing else', () => {
    const fields = {
      price: '1.0',
      price2: '900.5',
      price10: null,
      price3_in_site_currency: '1.0',
      prices: ['1.0'],
      old_price: '2.0',
      quantity_at_warehouse0: '7.0',
      quantity_at_warehouse1: 0,
      quantity_at_warehouse: '1.0',
    }
    expect(readExtraPrices(fields)).toEqual({ price2: 90_050 })
    expect(readStocks(fields)).toEqual({ '0': 7, '1': 0 })
  })

  it('read back as written', () => {
    const names = fc.integer({ min: 2, max: 99 }).map((n) => `price${n}`)
    fc.assert(
      fc.property(fc.dictionary(names, fc.nat(10 ** 12), { noNullPrototype: true }), (prices) => {
        expect(readExtraPrices(toExtraPrices(prices))).toEqual(prices)
      }),
    )
    expect(readStocks(toStocks({ '0': 2.5, '3': 0 }))).toEqual({ '0': 2.5, '3': 0 })
  })

  it('of the recorded product are read', () => {
    const body = readFixture('insales', 'product.get') as { variants: Record<string, unknown>[] } | undefined
    if (body === undefined) return
    expect(readExtraPrices(body.variants[0]!)).toEqual({})
    expect(readStocks(body.variants[0]!)).toEqual({ '0': 0 })
  })
})
