import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { insalesLine, insalesOrder, lineTerms, settings } from '../testing/builders.js'
import { decideOrder } from './decide-order.js'
import { amountOf } from './line-value.js'
import type { InsalesLine, InsalesOrder, LineTerms, Part } from './types.js'

/** What the shop makes of a basket, as on real orders (api/insales.md §2.7): per cents and money off lines, then the margin. */
interface Basket {
  lines: { quantity: number; price: number; off: number }[]
  /** Money off the whole order, shown in the lines or not. */
  orderOff: number
  shown: boolean
  delivery: number
  marginPercent: number
}

const basket: fc.Arbitrary<Basket> = fc.record({
  lines: fc.array(
    fc.record({
      quantity: fc.oneof(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9_999 }).map((n) => n / 1000),
      ),
      price: fc.integer({ min: 0, max: 2_000_000 }),
      off: fc.integer({ min: 0, max: 100 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  orderOff: fc.nat(50_000),
  shown: fc.boolean(),
  delivery: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 150_000 })),
  marginPercent: fc.constantFrom(0, 0, 3, 5, 7.5),
})

function toOrder({ lines, orderOff, shown, delivery, marginPercent }: Basket): InsalesOrder {
  const withMargin = (sum: number) => Math.round(sum * (1 + marginPercent / 100))
  const before = lines.map(({ quantity, price, off }) => {
    const total = Math.round(price * quantity)
    return { total, discounts: Math.round((total * off) / 100) }
  })
  const goods = before.reduce((sum, line) => sum + line.total - line.discounts, 0)
  const wholeOff = Math.min(orderOff, goods)
  let left = shown ? wholeOff : 0
  const made = lines.map(({ quantity, price }, at): InsalesLine => {
    const { total, discounts } = before[at]!
    const share = Math.min(left, total - discounts)
    left -= share
    const full = withMargin(total - discounts - share)
    return insalesLine({
      ...{ id: `l${at}`, variantId: `v${(at % 4) + 1}`, quantity, salePriceMinor: price },
      ...{ totalPriceMinor: total, discountsMinor: discounts + share },
      ...{ fullTotalPriceMinor: full, fullSalePriceMinor: Math.round(full / quantity) },
    })
  })
  const fullDeliveryPriceMinor = withMargin(delivery)
  const items = made.reduce((sum, line) => sum + line.fullTotalPriceMinor, 0)
  const unseen = shown ? 0 : Math.min(wholeOff, items)
  return insalesOrder({
    lines: made,
    deliveryPriceMinor: delivery,
    fullDeliveryPriceMinor,
    discountsMinor:
      before.reduce((sum, { discounts }) => sum + withMargin(discounts), withMargin(wholeOff)) + unseen,
    totalPriceMinor: items + fullDeliveryPriceMinor - unseen,
  })
}

const born = (order: InsalesOrder, terms: LineTerms) =>
  decideOrder({ settings: settings(), base: null, insales: order, moysklad: undefined, terms })

const parts: Part[] = [
  { assortment: { kind: 'product', id: 'c1' }, per: 2, weight: 12_300 },
  { assortment: { kind: 'product', id: 'c2' }, per: 1, weight: 7_777 },
  { assortment: { kind: 'service', id: 'c3' }, per: 1, weight: 0 },
]
const service = { kind: 'service', id: 'margin-service' }

describe('Σ of positions is the order’s total to the kopeck', () => {
  it.each<[string, Partial<LineTerms>]>([
    ['discounts of lines and of the whole order, delivery, the margin inside', {}],
    ['the margin as a service of its own', { margin: service }],
    ['bundles as what they are made of', { bundles: new Map([['a1', parts]]) }],
    ['all of it', { margin: service, bundles: new Map([['a2', parts]]), reserve: true }],
  ])('%s', (_what, over) => {
    fc.assert(
      fc.property(basket, (given) => {
        const order = toOrder(given)
        const decision = born(order, lineTerms(over))
        expect(decision.kind).toBe('create')
        if (decision.kind !== 'create') return
        const { positions } = decision.pending.birth
        expect(amountOf(positions).totalMinor).toBe(order.totalPriceMinor)
        expect(positions.every((p) => p.priceMinor >= 0 && p.quantity > 0 && p.discount === 0)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('or the order is parked and the difference is shown', () => {
    fc.assert(
      fc.property(basket, fc.integer({ min: 1, max: 90_000 }), fc.boolean(), (given, kopecks, more) => {
        const order = toOrder({ ...given, orderOff: 0, shown: true })
        const off = more ? kopecks : -(kopecks + order.discountsMinor)
        const decision = born({ ...order, totalPriceMinor: order.totalPriceMinor + off }, lineTerms())
        if (order.totalPriceMinor + off < 0) return
        expect(decision).toMatchObject({
          kind: 'blocked',
          problem: {
            code: 'ORDERS_SUM_DIFFERS',
            kind: 'invalid',
            details: { difference: (-off / 100).toFixed(2) },
          },
        })
      }),
      { numRuns: 300 },
    )
  })

  it('a total of zero is an order too', () => {
    const gift = insalesLine({
      fullTotalPriceMinor: 0,
      fullSalePriceMinor: 0,
      totalPriceMinor: 5_000,
      discountsMinor: 5_000,
    })
    expect(born(insalesOrder({ lines: [gift] }), lineTerms())).toMatchObject({ kind: 'create' })
    expect(born(insalesOrder({ lines: [] }), lineTerms())).toMatchObject({ kind: 'create' })
  })

  it('five hundred lines are five hundred positions', () => {
    const lines = Array.from({ length: 500 }, (_, at) =>
      insalesLine({ id: `l${at}`, variantId: `v${(at % 4) + 1}` }),
    )
    const decision = born(insalesOrder({ lines }), lineTerms())
    expect(decision.kind === 'create' && decision.pending.birth.positions).toHaveLength(500)
  })
})
