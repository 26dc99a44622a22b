import { describe, expect, it } from '@jest/globals'
import { AppError, errorKinds, type ErrorKind } from '@skladbridge/errors'
import fc from 'fast-check'
import { defaultTuning } from './tuning.js'
import { decideVerdict } from './verdict.js'

const fail = (kind: ErrorKind, retryAfterMs?: number) =>
  new AppError({
    kind,
    code: 'TEST',
    message: 'test',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

const verdict = (error: AppError, failures: number) => {
  const decided = decideVerdict(error, failures, defaultTuning)
  return decided.to === 'dead' ? 'dead' : decided.delay.label
}

describe('decideVerdict', () => {
  it.each(['invalid', 'missing'] as const)('%s is dead at once', (kind) => {
    expect(verdict(fail(kind), 1)).toBe('dead')
  })

  it('a bug gets each delay once', () => {
    expect([1, 2, 3, 4].map((failures) => verdict(fail('bug'), failures))).toEqual([
      '5s',
      '1m',
      '10m',
      'dead',
    ])
  })

  it.each(['conflict', 'denied', 'throttled', 'unavailable'] as const)(
    '%s repeats the longest delay for about a day',
    (kind) => {
      expect([1, 2, 3, 4, 150, 151].map((failures) => verdict(fail(kind), failures))).toEqual([
        '5s',
        '1m',
        '10m',
        '10m',
        '10m',
        'dead',
      ])
    },
  )

  it.each([
    [0, 1, '5s'],
    [5_000, 1, '5s'],
    [5_001, 1, '1m'],
    [90_000, 1, '10m'],
    [3_600_000, 1, '10m'],
    [1_000, 2, '1m'],
  ])('asked to wait %i ms at failure %i, it waits %s', (retryAfterMs, failures, label) => {
    expect(verdict(fail('throttled', retryAfterMs), failures)).toBe(label)
  })

  it('ends for every kind and never waits less than asked where a delay is long enough', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...errorKinds),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 700_000 }),
        (kind, failures, retryAfterMs) => {
          const decided = decideVerdict(fail(kind, retryAfterMs), failures, defaultTuning)
          if (failures > defaultTuning.maxRetries) expect(decided.to).toBe('dead')
          if (decided.to === 'retry') {
            expect(decided.delay.ms).toBeGreaterThanOrEqual(Math.min(retryAfterMs, 600_000))
          }
        },
      ),
    )
  })

  it('without delays there is nowhere to wait', () => {
    expect(decideVerdict(fail('unavailable'), 1, { retryDelays: [], maxRetries: 3 })).toEqual({ to: 'dead' })
  })
})
