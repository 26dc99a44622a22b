import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { OrderWorld, type Habits } from '../testing/order-world.js'

const roundTo = (step: number) => (value: number) => Math.max(step, Math.round(value / step) * step)
const thousandth = (value: number) => Math.round(value * 1000) / 1000

const text = fc.constantFrom<(value: string) => string>(
  (value) => value,
  (value) => value.trim().replace(/\s+/g, ' '),
  (value) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;'),
  (value) => (value === '' ? '' : `<p>${value}</p>`),
  (value) => value.slice(0, 4),
  (value) => value.toUpperCase(),
)
const quantity = fc.constantFrom<(value: number) => number>(
  thousandth,
  roundTo(1),
  roundTo(0.5),
  roundTo(0.25),
)
const price = fc.constantFrom<(value: number) => number>(
  (value) => value,
  roundTo(100),
  roundTo(10),
  roundTo(7),
)

const habits: fc.Arbitrary<Habits> = fc.record({
  shopQuantity: quantity,
  shopPrice: price,
  shopText: text,
  stockQuantity: quantity,
  stockPrice: price,
  stockText: text,
})

type Edit =
  | 'shop-quantity'
  | 'shop-add'
  | 'shop-field'
  | 'shop-status'
  | 'stock-quantity'
  | 'stock-price'
  | 'stock-field'
const edits = fc.array(
  fc.record({
    edit: fc.constantFrom<Edit>(
      'shop-quantity', 'shop-add', 'shop-field', 'shop-status', 'stock-quantity', 'stock-price', 'stock-field',
    ), // prettier-ignore
    amount: fc.integer({ min: 1, max: 9_000 }),
    words: fc.string({ maxLength: 12 }),
    /** A turn of the reconciler in between. */
    turn: fc.boolean(),
  }),
  { maxLength: 12 },
)

function make(world: OrderWorld, edit: Edit, amount: number, words: string): void {
  const [line] = world.insales.lines
  if (edit === 'shop-field') return world.editInsales({ fields: { note: words } })
  if (edit === 'shop-status')
    return world.editInsales({ status: ['new', 'approved', 'dispatched'][amount % 3]! })
  if (edit === 'shop-add') {
    const added = {
      id: '',
      variantId: `v${(amount % 4) + 1}`,
      quantity: amount / 1000,
      salePriceMinor: amount,
    }
    return world.editInsales({ lines: [{ ...added, remove: false }] })
  }
  if (edit === 'shop-quantity' && line) {
    return world.editInsales({
      lines: [{ id: line.id, variantId: '', quantity: amount / 1000, remove: false }],
    })
  }
  if (!world.moysklad) return
  if (edit === 'stock-field') {
    return world.editMoysklad({ attributes: [{ id: 'attr-note', type: 'string', value: words }] })
  }
  const [first, ...rest] = world.moysklad.positions
  if (!first || first.assortment.kind === 'service') return
  const changed = edit === 'stock-price' ? { priceMinor: amount } : { quantity: amount / 1000 }
  world.editMoysklad({ positions: [{ ...first, ...changed }, ...rest] })
}

const settings = { attributes: [{ field: 'note', attributeId: 'attr-note', type: 'string' as const }] }
/** Sweeps of a day, one in three minutes. */
const SWEEPS = 480

describe('two platforms that make something else of what they are given (spaces, rounding, html)', () => {
  it('come to rest after few turns, and in a whole day of sweeps nothing more is written', () => {
    fc.assert(
      fc.property(habits, edits, (given, list) => {
        const world = new OrderWorld({ habits: given, settings })
        for (const { edit, amount, words, turn } of list) {
          make(world, edit, amount, words)
          if (turn) world.attempt('none')
        }
        let quiet = 0
        for (let turn = 0; turn < 12 && quiet < 2; turn += 1) {
          const before = world.writes
          world.attempt('none')
          quiet = world.writes === before ? quiet + 1 : 0
        }
        expect(quiet).toBe(2)
        const { writes } = world
        for (let sweep = 0; sweep < SWEEPS; sweep += 1) world.attempt('none')
        expect(world.writes).toBe(writes)
      }),
      { numRuns: 100 },
    )
  })

  it('the shop’s discount is computed anew with each edit: both sides are equal in the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), edits, (discountPercent, list) => {
        const world = new OrderWorld({ discountPercent, settings })
        for (const { edit, amount, words, turn } of list) {
          // the price of a discounted line cannot be written in the shop: that has its own sentence
          if (edit !== 'stock-price') make(world, edit, amount, words)
          if (turn) world.attempt('none')
        }
        for (let turn = 0; turn < 8; turn += 1) world.attempt('none')
        const view = world.view()
        expect(view.moysklad).toEqual(view.insales)
        const { writes } = world
        world.attempt('none')
        expect(world.writes).toBe(writes)
      }),
      { numRuns: 200 },
    )
  })
})
