import { describe, expect, it } from '@jest/globals'
import { pickDelay } from './pick-delay.js'

const steps = [1_000, 5_000, 60_000]

describe('pickDelay', () => {
  it('grows, then stays', () => {
    expect([1, 2, 3, 4, 50].map((attempt) => pickDelay(steps, attempt))).toEqual([
      1_000, 5_000, 60_000, 60_000, 60_000,
    ])
  })

  it('is never shorter than the other side asks for', () => {
    expect(pickDelay(steps, 1, 200_000)).toBe(200_000)
    expect(pickDelay(steps, 3, 1_000)).toBe(60_000)
  })

  it('takes an attempt that was never counted for the first', () => {
    expect(pickDelay(steps, 0)).toBe(1_000)
    expect(pickDelay([], 1)).toBe(0)
  })
})
