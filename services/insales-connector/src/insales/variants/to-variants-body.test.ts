import { describe, expect, it } from '@jest/globals'
import { insales } from '@skladbridge/proto'
import { readFixture } from '@skladbridge/testing'
import { toVariantsBodies } from './to-variants-body.js'

const bodiesOf = (variants: Partial<insales.VariantUpdate>[]) =>
  toVariantsBodies(insales.UpdateVariantsRequest.fromPartial({ variants }).variants)

describe('toVariantsBodies', () => {
  it('is what the documents show', () => {
    const bodies = bodiesOf([
      { id: '2176487279', priceMinor: 190_000, oldPriceMinor: 210_000, quantity: 4 },
      { id: '2176487283', priceMinor: 100_000, quantity: 0 },
    ])
    const recorded = readFixture('insales', 'variants_group_update.prices_and_stock.request')
    expect(bodies).toHaveLength(1)
    if (recorded !== undefined) expect(bodies[0]).toEqual(recorded)
  })

  it('goes in hundreds', () => {
    const updates = Array.from({ length: 250 }, (_, index) => ({ id: String(index + 1), quantity: 1 }))
    expect(bodiesOf(updates).map(({ variants }) => variants.length)).toEqual([100, 100, 50])
  })

  it('names a variant once: two queued updates of one have no order', () => {
    expect(
      bodiesOf([
        { id: '1', priceMinor: 100, quantity: 5 },
        { id: '1', quantity: 6 },
      ]),
    ).toEqual([{ variants: [{ id: 1, price: 1, quantity: 6 }] }])
  })

  it('names extra prices and warehouses as the shop does', () => {
    expect(
      bodiesOf([
        { id: '1', extraPricesMinor: { price2: 90_050 }, quantityAtWarehouse: { '0': 4, '2': 0.5 } },
      ]),
    ).toEqual([
      { variants: [{ id: 1, price2: 900.5, quantity_at_warehouse0: 4, quantity_at_warehouse2: 0.5 }] },
    ])
  })

  it('leaves out what says nothing', () => {
    expect(bodiesOf([{ id: '1' }])).toEqual([])
  })
})
