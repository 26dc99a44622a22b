import { describe, expect, it } from '@jest/globals'
import { AppError, errorKinds, type ErrorKind } from '@skladbridge/errors'
import fc from 'fast-check'
import { backoffMs, defaultBackoff, firstStepMs } from './backoff.js'
import { decideFailure } from './decide-failure.js'

const exact = { ...defaultBackoff, jitter: 0 }
const decide = (kind: ErrorKind, attempts: number, more: object = {}) =>
  decideFailure(new AppError({ kind, code: 'X', message: 'x', ...more }), attempts, exact, 0.5)

describe('backoff', () => {
  it('is 5 s, 1 min, 5 min, 15 min, then hourly', () => {
    const waits = [1, 2, 3, 4, 5, 6, 100].map((failures) => backoffMs(exact, failures, 0.9))
    expect(waits).toEqual([5_000, 60_000, 300_000, 900_000, 3_600_000, 3_600_000, 3_600_000])
    expect(firstStepMs(exact)).toBe(5_000)
  })

  it('has jitter of 20 % to both sides, and is never negative', () => {
    expect(backoffMs(defaultBackoff, 1, 0)).toBe(4_000)
    expect(backoffMs(defaultBackoff, 1, 0.999_999)).toBe(6_000)
    fc.assert(
      fc.property(
        fc.integer({ min: -1, max: 50 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, random) => {
          const ms = backoffMs(defaultBackoff, n, random)
          return ms >= 4_000 && ms <= 4_320_000
        },
      ),
    )
  })

  it('without steps tries at once', () => {
    expect(backoffMs({ stepsMs: [], jitter: 0 }, 3, 0.5)).toBe(0)
  })
})

describe('decideFailure', () => {
  it('parks what only a person can mend', () => {
    expect(decide('invalid', 0)).toMatchObject({ parked: true, attempts: 1, lane: { kind: 'goes on' } })
    expect(decide('missing', 3)).toMatchObject({ parked: true, attempts: 4 })
  })

  it('tries a conflict at once three times, then as unavailable', () => {
    expect([0, 1, 2, 3, 4].map((attempts) => decide('conflict', attempts).againMs)).toEqual([
      0, 0, 0, 5_000, 60_000,
    ])
  })

  it('lets what is unavailable wait longer and longer, and never parks it', () => {
    expect([0, 1, 2, 3, 4, 99].map((attempts) => decide('unavailable', attempts).againMs)).toEqual([
      5_000, 60_000, 300_000, 900_000, 3_600_000, 3_600_000,
    ])
    expect(decide('unavailable', 999).parked).toBe(false)
  })

  it('parks a bug at its fifth failure', () => {
    expect([0, 3, 4].map((attempts) => decide('bug', attempts).parked)).toEqual([false, false, true])
  })

  it('makes the lane wait when throttled, as long as was asked, and counts no attempt', () => {
    expect(decide('throttled', 2, { retryAfterMs: 1_234 })).toEqual({
      attempts: 2,
      parked: false,
      againMs: 'keep',
      lane: { kind: 'rests', forMs: 1_234 },
    })
    expect(decide('throttled', 0).lane).toEqual({ kind: 'rests', forMs: 5_000 })
  })

  it('pauses for the side that refuses; MoySklad where none is named', () => {
    const side = (details: object) => decide('denied', 0, { details }).lane
    expect(side({ side: 'insales' })).toEqual({ kind: 'denied', cause: 'insales' })
    expect(side({ side: 'moysklad' })).toEqual({ kind: 'denied', cause: 'moysklad' })
    expect(side({})).toEqual({ kind: 'denied', cause: 'moysklad' })
  })

  it('never drops a link: it is parked with its reason, due again, or due with its lane', () => {
    fc.assert(
      fc.property(fc.constantFrom(...errorKinds), fc.nat(1_000), (kind, attempts) => {
        const verdict = decide(kind, attempts)
        const dueAgain = typeof verdict.againMs === 'number' && verdict.againMs >= 0
        return verdict.parked || dueAgain || verdict.lane.kind !== 'goes on'
      }),
    )
  })
})
