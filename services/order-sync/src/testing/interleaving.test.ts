import { describe, expect, it } from '@jest/globals'
import { playInterleaving } from './interleaving.js'

describe('interleavings, a few of those that the benchmark plays', () => {
  it('all converge, nothing one-sided is overwritten, nothing goes on writing', () => {
    const wrong = Array.from({ length: 300 }, (_, seed) => [seed, playInterleaving(seed)] as const)
    expect(wrong.filter(([, what]) => what !== undefined)).toEqual([])
  })
})
