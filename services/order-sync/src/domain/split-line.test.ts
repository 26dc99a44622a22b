import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { roundedSum, splitLine } from './split-line.js'
import { shareOut } from './spread.js'

const total = fc.integer({ min: 0, max: 50_000_000 })

describe('a line’s total over positions', () => {
  it.each<[number, number, unknown]>([
    [
      3,
      10_000,
      [
        { quantity: 2, priceMinor: 3333 },
        { quantity: 1, priceMinor: 3334 },
      ],
    ],
    [2, 10_000, [{ quantity: 2, priceMinor: 5000 }]],
    [1, 0, [{ quantity: 1, priceMinor: 0 }]],
    [0.35, 12_345, [{ quantity: 0.35, priceMinor: 35_271 }]],
    [
      2.5,
      10_001,
      [
        { quantity: 2, priceMinor: 4000 },
        { quantity: 0.5, priceMinor: 4001 },
      ],
    ],
  ])('%d for %d kopecks', (quantity, totalMinor, parts) => {
    const split = splitLine(quantity, totalMinor)
    expect(split.reduce((sum, part) => sum + roundedSum(part.quantity, part.priceMinor), 0)).toBe(totalMinor)
    if (quantity !== 2.5) expect(split).toEqual(parts)
  })

  it('is exact to the kopeck for pieces and for what is weighed, in at most three parts, never below 0', () => {
    const quantity = fc.oneof(
      fc.integer({ min: 1, max: 5_000 }),
      fc.integer({ min: 1, max: 5_000_000 }).map((thousandths) => thousandths / 1000),
    )
    fc.assert(
      fc.property(quantity, total, (count, totalMinor) => {
        const parts = splitLine(count, totalMinor)
        expect(parts.reduce((sum, part) => sum + roundedSum(part.quantity, part.priceMinor), 0)).toBe(
          totalMinor,
        )
        expect(parts.reduce((sum, part) => sum + part.quantity, 0)).toBeCloseTo(count, 9)
        expect(parts.length).toBeLessThanOrEqual(3)
        expect(parts.every((part) => part.priceMinor >= 0 && Number.isInteger(part.priceMinor))).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('shares', () => {
  it('add up exactly, and no two equal weights are a kopeck more than one apart', () => {
    fc.assert(
      fc.property(total, fc.array(fc.nat(100_000), { minLength: 1, maxLength: 30 }), (sum, weights) => {
        const shares = shareOut(sum, weights)
        expect(shares.reduce((all, share) => all + share, 0)).toBe(sum)
        expect(shares.every((share) => share >= 0)).toBe(true)
      }),
      { numRuns: 3_000 },
    )
    expect(shareOut(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(shareOut(10, [0, 0])).toEqual([5, 5])
  })
})
