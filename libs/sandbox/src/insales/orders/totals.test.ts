import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Discount, Order, OrderLine } from '../shop/types.js'
import { orderTotals } from './totals.js'

const at = new Date(0)

function line(sale_price: number, quantity: number, id = 1): OrderLine {
  const goods = { variant_id: id, product_id: id, sku: null, barcode: null, title: 'Чай', unit: 'pce' }
  const rest = { cost_price: null, weight: null, dimensions: null, comment: null, vat: -1, bundle_id: null }
  return {
    id,
    created_at: at,
    updated_at: at,
    quantity,
    reserved_quantity: quantity,
    sale_price,
    ...goods,
    ...rest,
  }
}

function discount(type_id: 1 | 2, amount: number): Discount {
  const scope = { line_ids: [], product_ids: [], discount_code_id: null, description: null }
  return { id: 1, created_at: at, updated_at: at, type_id, discount: amount, ...scope }
}

const totals = (lines: OrderLine[], delivery_price: number, margin: number, discounts: Discount[] = []) =>
  orderTotals({ lines, delivery_price, margin, discounts } as unknown as Order)

describe('totals of an order, as on real ones', () => {
  test.each([
    [
      5800,
      531,
      { items_price: 6090, full_delivery_price: 557.55, total_price: 6647.55, margin_amount: 316.55 },
    ],
    [
      7600,
      799,
      { items_price: 7980, full_delivery_price: 838.95, total_price: 8818.95, margin_amount: 419.95 },
    ],
  ])('a margin of 5 %% on %d and delivery %d', (price, delivery, expected) => {
    expect(totals([line(price, 1)], delivery, 5)).toMatchObject(expected)
  })

  test('a coupon of 10 % on three pieces', () => {
    const pack = line(13690, 3)
    const { lines, total_price } = totals([pack], 0, 0, [discount(1, 10)])
    expect(total_price).toBe(36963)
    expect(lines.get(pack)).toEqual({
      total_price: 41070,
      discounts_amount: 4107,
      full_sale_price: 12321,
      full_total_price: 36963,
    })
  })

  test('kopecks that can’t be shared out stay in full_total_price, not in full_sale_price', () => {
    const three = line(100, 3)
    const { lines } = totals([three], 0, 0, [discount(2, 100)])
    expect(lines.get(three)).toMatchObject({ full_sale_price: 66.67, full_total_price: 200 })
  })

  test('money off is taken off once, whatever the lines, and never more than there is', () => {
    const goods = fc.record({
      price: fc.integer({ min: 1, max: 99_999 }),
      quantity: fc.integer({ min: 1, max: 9 }),
    })
    fc.assert(
      fc.property(
        fc.array(goods, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 2000 }),
        (given, off) => {
          const lines = given.map(({ price, quantity }, id) => line(price / 100, quantity, id + 1))
          const all = lines.reduce((sum, { sale_price, quantity }) => sum + sale_price * quantity, 0)
          const { items_price } = totals(lines, 0, 0, [discount(2, off)])
          expect(items_price).toBeCloseTo(Math.max(all - off, 0), 6)
        },
      ),
    )
  })
})
