import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { decideChanges, sortChanges } from './decide-changes.js'
import { countVanishing, isConfirmed, isSuspicious, type Hold } from './decide-hold.js'
import { decideFound, isSentAgain } from './decide-read-back.js'
import type { Change, Level } from './types.js'

const change = (id: string, quantity: number, before?: number): Change => ({
  assortmentId: id,
  insalesProductId: id,
  insalesVariantId: id,
  level: { quantity },
  before: before === undefined ? undefined : { quantity: before },
})

describe('changes', () => {
  it('are differences from what was sent, and all that was never sent', () => {
    const levels = [change('same', 5), change('other', 5), change('new', 0)]
    const sent = new Map([
      ['same', { quantity: 5 }],
      ['other', { quantity: 4 }],
    ])
    expect(decideChanges(levels, sent).map((each) => each.insalesVariantId)).toEqual(['other', 'new'])
  })

  it('in one warehouse are differences, though the total is the same', () => {
    const level = { quantity: 5, at: { 0: 2, 1: 3 } }
    const sent = (at: Record<string, number> | undefined): Level =>
      at ? { quantity: 5, at } : { quantity: 5 }
    const count = (before: Level) =>
      decideChanges([{ ...change('v', 5), level }], new Map([['v', before]])).length
    expect(count(sent({ 0: 2, 1: 3 }))).toBe(0)
    expect(count(sent({ 0: 3, 1: 2 }))).toBe(1)
    expect(count(sent(undefined))).toBe(1)
  })

  it('go to zero first, then from zero, then the rest; none is lost', () => {
    const some = fc.array(fc.tuple(fc.nat(3), fc.option(fc.nat(3), { nil: undefined })), { maxLength: 40 })
    fc.assert(
      fc.property(some, (pairs) => {
        const changes = pairs.map(([after, before], at) => change(String(at), after, before))
        const sorted = sortChanges(changes, 0)
        const ranks = sorted.map(({ level, before }) =>
          level.quantity === 0 ? 0 : !before?.quantity ? 1 : 2,
        )
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
        expect(new Set(sorted)).toEqual(new Set(changes))
      }),
    )
  })
})

describe('a report', () => {
  const hold = (state: Hold['state'], vanishing: number): Hold => ({
    runId: 'r',
    state,
    vanishing,
    inStock: 100,
    rowsRead: 0,
    heldAt: new Date(0),
  })

  it('takes away what had some and would have none', () => {
    expect(countVanishing([change('a', 0, 5), change('b', 0, 0), change('c', 0), change('d', 1, 5)], 0)).toBe(
      1,
    )
    expect(countVanishing([change('a', 50, 60), change('b', 50, 50)], 50)).toBe(1)
  })

  it.each([
    [19, 19, 0.5, false],
    [20, 20, 0.5, true],
    [49, 100, 0.5, false],
    [50, 100, 0.5, true],
    [99, 100, 1, false],
    [100, 100, 1, true],
    [30, 3000, 0.01, true],
  ])('that takes %d of %d is suspicious from %d on: %p', (vanishing, inStock, threshold, wanted) => {
    expect(isSuspicious(vanishing, inStock, threshold)).toBe(wanted)
  })

  it('that was confirmed is written, one that got much worse is not', () => {
    expect(isConfirmed(hold('confirmed', 60), 60)).toBe(true)
    expect(isConfirmed(hold('confirmed', 60), 79)).toBe(true)
    expect(isConfirmed(hold('confirmed', 60), 80)).toBe(false)
    expect(isConfirmed(hold('held', 60), 60)).toBe(false)
    expect(isConfirmed(hold('rejected', 60), 60)).toBe(false)
    expect(isConfirmed(undefined, 60)).toBe(false)
  })
})

describe('what is read back', () => {
  const sent = { level: { quantity: 7 }, before: { quantity: 4 } }
  it.each([
    [{ level: { quantity: 7, at: { 0: 7 } } }, 'same'],
    [{ level: { quantity: 4 } }, 'lost'],
    [{ level: undefined }, 'lost'],
    [undefined, 'gone'],
    [{ level: { quantity: 9 } }, 'higher'],
    [{ level: { quantity: 6 } }, 'lower'],
  ] as const)('%j is %s', (shown, wanted) => {
    expect(decideFound(sent, shown)).toBe(wanted)
  })

  it('by warehouse is the same when each is, and cut fractions are the same', () => {
    const wanted = { level: { quantity: 5.5, at: { 0: 2.5, 1: 3 } }, before: undefined }
    expect(decideFound(wanted, { level: { quantity: 9, at: { 0: 2, 1: 3, 2: 4 } } })).toBe('same')
    expect(decideFound(wanted, { level: { quantity: 5, at: { 0: 3, 1: 2 } } })).toBe('lower')
  })

  const at = (second: number) => new Date(second * 1000)
  it.each([
    ['lost', 'stock', undefined, true],
    ['higher', 'stock', at(20), true],
    ['lower', 'stock', undefined, true],
    ['lower', 'stock', at(5), true],
    ['lower', 'stock', at(20), false],
    ['lower', 'freeStock', at(20), true],
    ['same', 'stock', undefined, false],
    ['gone', 'stock', undefined, false],
  ] as const)('%s, of %s, with an order at %p is sent again: %p', (found, type, lastOrderAt, wanted) => {
    expect(isSentAgain(found, type, { sentAt: at(10), lastOrderAt })).toBe(wanted)
  })
})
