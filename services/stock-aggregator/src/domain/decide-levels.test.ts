import { describe, expect, it } from '@jest/globals'
import { stockSettingsSchema, type StockSettings } from '@skladbridge/contracts'
import fc from 'fast-check'
import { decideLevels } from './decide-levels.js'
import { decideQuantity } from './decide-quantity.js'
import { pickPlaces } from './pick-places.js'
import { addRows, emptySums } from './sum-stock.js'
import type { Bundles, LinkedVariant, StockRow } from './types.js'

type Given = Parameters<typeof stockSettingsSchema.parse>[0]
const settingsOf = (given: Given = {}): StockSettings => stockSettingsSchema.parse(given)

const link = (assortmentId: string, more: Partial<LinkedVariant> = {}): LinkedVariant => ({
  assortmentId,
  kind: 'product',
  insalesProductId: `p-${assortmentId}`,
  insalesVariantId: `v-${assortmentId}`,
  first: true,
  ...more,
})
const row = (assortmentId: string, quantity: number, storeId = 's0'): StockRow => ({
  assortmentId,
  storeId,
  quantity,
  unknown: false,
})

function levelsOf(
  rows: StockRow[],
  linked: LinkedVariant[],
  given: Given = {},
  bundles: Bundles = new Map(),
) {
  const settings = settingsOf(given)
  const places = pickPlaces(settings)
  const sums = emptySums(places)
  addRows(sums, rows, places)
  const levels = decideLevels({ linked, sums, bundles, settings, warehouses: places.warehouses })
  return Object.fromEntries(levels.map(({ insalesVariantId, level }) => [insalesVariantId, level]))
}

const modifications = [
  link('m1', { kind: 'variant', insalesProductId: 'p', insalesVariantId: 'v1' }),
  link('m2', { kind: 'variant', insalesProductId: 'p', insalesVariantId: 'v2', first: false }),
]

const pieces = fc.integer({ min: -5_000, max: 50_000 }).map((thousandths) => thousandths / 1000)
const stores = ['s0', 's1', 's2', 's3']
const someRows = fc.array(
  fc.record({
    assortmentId: fc.constantFrom('a', 'b', 'c'),
    storeId: fc.constantFrom(...stores),
    quantity: pieces,
    unknown: fc.constant(false),
  }),
  { maxLength: 30 },
)

describe('the sum', () => {
  it('is over all warehouses, in whatever order and pieces the rows come', () => {
    fc.assert(
      fc.property(someRows, fc.nat(30), (rows, cut) => {
        const total = rows
          .filter((each) => each.assortmentId === 'a')
          .reduce((sum, each) => sum + each.quantity, 0)
        const wanted = Math.max(0, Math.floor(Math.round(total * 1000) / 1000))
        expect(levelsOf(rows, [link('a')])).toEqual({ 'v-a': { quantity: wanted } })
        expect(levelsOf([...rows.slice(cut), ...rows.slice(0, cut)].reverse(), [link('a')])).toEqual({
          'v-a': { quantity: wanted },
        })
      }),
    )
  })

  it('over chosen warehouses is the sum over rows of those alone', () => {
    fc.assert(
      fc.property(someRows, fc.subarray(stores, { minLength: 1 }), (rows, storeIds) => {
        const chosen = rows.filter((each) => storeIds.includes(each.storeId))
        expect(levelsOf(rows, [link('a')], { storeIds })).toEqual(levelsOf(chosen, [link('a')]))
      }),
    )
  })

  it('of fractions does not lose a piece to binary numbers', () => {
    expect(levelsOf([row('a', 0.1), row('a', 0.2), row('a', 0.7)], [link('a')])).toEqual({
      'v-a': { quantity: 1 },
    })
  })

  it('with one row not known yet is none', () => {
    const rows = [row('a', 5), { ...row('a', 0, 's1'), unknown: true }, row('b', 3)]
    expect(levelsOf(rows, [link('a'), link('b')])).toEqual({ 'v-b': { quantity: 3 } })
  })

  it('does not mind what is not known in a warehouse that does not count', () => {
    const rows = [row('a', 5), { ...row('a', 0, 's1'), unknown: true }]
    expect(levelsOf(rows, [link('a')], { storeIds: ['s0'] })).toEqual({ 'v-a': { quantity: 5 } })
  })
})

describe('modifications', () => {
  it('go all together to the first variant, as promised', () => {
    expect(levelsOf([row('m1', 2), row('m2', 3, 's1')], modifications)).toEqual({ v1: { quantity: 5 } })
  })

  it('go each to its own variant when asked for', () => {
    expect(levelsOf([row('m2', 3)], modifications, { target: 'per-variant' })).toEqual({
      v1: { quantity: 0 },
      v2: { quantity: 3 },
    })
  })

  it('of which one is not known yet hold up the first variant', () => {
    const rows = [row('m1', 2), { ...row('m2', 0), unknown: true }]
    expect(levelsOf(rows, modifications)).toEqual({})
  })

  it('without a first variant write nowhere', () => {
    expect(levelsOf([row('m2', 3)], modifications.slice(1))).toEqual({})
  })
})

describe('mapped warehouses', () => {
  const warehouseMap = [
    { storeId: 's0', warehouseIndex: 2 },
    { storeId: 's1', warehouseIndex: 0 },
    { storeId: 's2', warehouseIndex: 2 },
  ]

  it('get what lies in theirs; the others do not count', () => {
    const rows = [row('a', 1), row('a', 2, 's1'), row('a', 4, 's2'), row('a', 8, 's3')]
    expect(levelsOf(rows, [link('a')], { warehouseMap })).toEqual({
      'v-a': { quantity: 7, at: { 0: 2, 2: 5 } },
    })
  })

  it('add up to the sum over the same warehouses', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const whole = rows.map((each) => ({ ...each, quantity: Math.abs(Math.trunc(each.quantity)) }))
        const mapped = levelsOf(whole, [link('a')], { warehouseMap })['v-a']!
        const summed = levelsOf(whole, [link('a')], { storeIds: ['s0', 's1', 's2'] })['v-a']!
        expect(mapped.quantity).toBe(summed.quantity)
        expect(Object.values(mapped.at!).reduce((sum, each) => sum + each, 0)).toBe(mapped.quantity)
      }),
    )
  })

  it('that are all empty say «под заказ» once', () => {
    expect(levelsOf([], [link('a')], { warehouseMap, zeroAs: 100 })).toEqual({
      'v-a': { quantity: 100, at: { 0: 100, 2: 0 } },
    })
  })
})

describe('bundles', () => {
  const bundle = link('kit', { kind: 'bundle' })
  const bundles: Bundles = new Map([
    [
      'kit',
      [
        { assortmentId: 'a', quantity: 2 },
        { assortmentId: 'b', quantity: 0.5 },
      ],
    ],
  ])

  it('are left alone unless asked for', () => {
    expect(levelsOf([row('a', 9)], [bundle], {}, bundles)).toEqual({})
  })

  it('are as many as the scarcest component allows', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), (a, b) => {
        const { quantity } = levelsOf(
          [row('a', a), row('b', b)],
          [bundle],
          { bundles: 'components' },
          bundles,
        )['v-kit']!
        expect(quantity * 2).toBeLessThanOrEqual(a)
        expect(quantity * 0.5).toBeLessThanOrEqual(b)
        expect((quantity + 1) * 2 > a || (quantity + 1) * 0.5 > b).toBe(true)
      }),
    )
  })

  it('are counted in each mapped warehouse, for components in two are no bundle', () => {
    const warehouseMap = [
      { storeId: 's0', warehouseIndex: 0 },
      { storeId: 's1', warehouseIndex: 1 },
    ]
    const rows = [row('a', 4), row('b', 4, 's1')]
    expect(levelsOf(rows, [bundle], { bundles: 'components', warehouseMap }, bundles)).toEqual({
      'v-kit': { quantity: 0, at: { 0: 0, 1: 0 } },
    })
  })

  it('whose components are not known are left alone', () => {
    const rows = [row('a', 4), { ...row('b', 0), unknown: true }]
    expect(levelsOf(rows, [bundle], { bundles: 'components' }, bundles)).toEqual({})
    expect(levelsOf(rows, [bundle], { bundles: 'components' }, new Map())).toEqual({})
  })
})

describe('what is shown of an amount', () => {
  const rules = fc.record({
    reserve: fc.option(
      fc.oneof(
        fc.record({ unit: fc.constant('pieces' as const), value: fc.nat(100) }),
        fc.record({ unit: fc.constant('percent' as const), value: fc.nat(100) }),
      ),
      { nil: undefined },
    ),
    max: fc.option(fc.nat(100), { nil: undefined }),
    fractions: fc.constantFrom('floor' as const, 'keep' as const),
  })

  it('is never below zero, above the limit, or more than there is', () => {
    fc.assert(
      fc.property(pieces, rules, (amount, { max, ...rest }) => {
        const shown = decideQuantity(amount, { max, ...rest })
        expect(shown).toBeGreaterThanOrEqual(0)
        expect(shown).toBeLessThanOrEqual(Math.max(0, amount) + 1e-6)
        if (max !== undefined) expect(shown).toBeLessThanOrEqual(max)
        if (rest.fractions === 'floor') expect(Number.isInteger(shown)).toBe(true)
      }),
    )
  })

  it('grows with what there is', () => {
    fc.assert(
      fc.property(pieces, pieces, rules, (a, b, given) => {
        const [less, more] = a < b ? [a, b] : [b, a]
        expect(decideQuantity(less, given)).toBeLessThanOrEqual(decideQuantity(more, given))
      }),
    )
  })

  it.each([
    [10, { unit: 'pieces', value: 3 }, 7],
    [2, { unit: 'pieces', value: 3 }, 0],
    [10, { unit: 'percent', value: 25 }, 7],
    [10, { unit: 'percent', value: 100 }, 0],
    [-4, { unit: 'percent', value: 50 }, 0],
  ] as const)('of %d with %j held back is %d', (amount, reserve, wanted) => {
    expect(decideQuantity(amount, { reserve, max: undefined, fractions: 'floor' })).toBe(wanted)
  })

  it('of weighed goods keeps its fraction when asked for', () => {
    expect(levelsOf([row('a', 1.25)], [link('a')], { fractions: 'keep' })).toEqual({
      'v-a': { quantity: 1.25 },
    })
  })

  it('of nothing is what the merchant wants shown', () => {
    expect(levelsOf([row('a', -1)], [link('a')], { zeroAs: 50 })).toEqual({ 'v-a': { quantity: 50 } })
  })
})

describe('settings', () => {
  it.each([
    {
      warehouseMap: [
        { storeId: 's', warehouseIndex: 0 },
        { storeId: 's', warehouseIndex: 1 },
      ],
    },
    { reserve: { unit: 'percent', value: 101 } },
    { reserve: { unit: 'pieces', value: -1 } },
    { holdThreshold: 0 },
    { max: -1 },
    { zeroAs: 0.5 },
  ])('refuse %j', (given) => {
    expect(stockSettingsSchema.safeParse(given).success).toBe(false)
  })
})
