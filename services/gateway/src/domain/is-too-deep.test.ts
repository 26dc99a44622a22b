import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isTooDeep } from './is-too-deep.js'

const nested = (depth: number): unknown => {
  let value: unknown = 'leaf'
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? { inner: value } : [value]
  return value
}

describe('isTooDeep', () => {
  it('counts objects and arrays alike, and stops exactly at the limit', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), (depth, limit) => {
        expect(isTooDeep(nested(depth), limit)).toBe(depth > limit)
      }),
    )
  })

  it('finds the deep branch wherever it lies', () => {
    expect(isTooDeep({ a: 1, b: [], c: { d: nested(9) } }, 10)).toBe(true)
    expect(isTooDeep({ a: 1, b: [], c: { d: nested(8) } }, 10)).toBe(false)
  })

  it.each([undefined, null, 'text', 7, true])('%s is not deep at all', (value) => {
    expect(isTooDeep(value, 0)).toBe(false)
  })

  it('reads no further than the limit: a million levels overflow no stack', () => {
    expect(isTooDeep(nested(1_000_000), 20)).toBe(true)
  })
})
