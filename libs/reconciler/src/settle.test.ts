import { describe, expect, it } from '@jest/globals'
import { AppError, type ErrorKind } from '@skladbridge/errors'
import { endOfTurn, mustStop, newTally, settle, type Tally } from './settle.js'
import type { LinkFields, Outcome } from './types.js'

const nowMs = Date.UTC(2026, 0, 1)
const backoff = { stepsMs: [5_000, 60_000], jitter: 0 }
const link = { _id: 'l', kind: 'order', wanted: 3, attempts: 0 } as LinkFields
const settling = {
  as: { fence: 7, leaseUntil: new Date(nowMs + 10_000) },
  readAt: new Date(nowMs),
  nowMs,
  backoff,
  random: () => 0.5,
}
const failed = (kind: ErrorKind, more: object = {}): Outcome => ({
  kind: 'failed',
  error: new AppError({ kind, code: 'X', message: 'x', ...more }),
})
const tallyOf = (...outcomes: Outcome[]): Tally => {
  const tally = newTally()
  for (const outcome of outcomes) settle(link, outcome, settling, tally)
  return tally
}
const endOf = (tally: Tally, failures = 0, nextDue?: Date) =>
  endOfTurn(tally, failures, {
    nowMs,
    nextDue,
    lookAgainMs: 300_000,
    probeMs: 3_600_000,
    backoff,
    random: 0.5,
  })

describe('after a turn a lane', () => {
  it('with nothing more to do is looked at again some time', () => {
    expect(endOf(tallyOf({ kind: 'done' }))).toEqual({
      nextAt: new Date(nowMs + 300_000),
      restMs: 0,
      failures: 0,
      denied: 'clear',
    })
  })

  it('is due when the soonest of its links is', () => {
    const soon = new Date(nowMs + 1_000)
    expect(endOf(tallyOf({ kind: 'done' }), 0, soon).nextAt).toEqual(soon)
    expect(endOf(tallyOf({ kind: 'again', afterMs: 500 }), 0, soon).nextAt).toEqual(new Date(nowMs + 500))
    expect(endOf(tallyOf(failed('unavailable'))).nextAt).toEqual(new Date(nowMs + 5_000))
    expect(endOf(tallyOf(failed('conflict'))).nextAt).toEqual(new Date(nowMs))
  })

  it('is not waked for a parked link', () => {
    expect(endOf(tallyOf(failed('invalid'))).nextAt).toEqual(new Date(nowMs + 300_000))
  })

  it('that was throttled keeps its links due and rests', () => {
    const tally = tallyOf(
      failed('throttled', { retryAfterMs: 9_000 }),
      failed('throttled', { retryAfterMs: 3_000 }),
    )
    expect(mustStop(tally)).toBe(true)
    expect(endOf(tally)).toMatchObject({ nextAt: undefined, restMs: 9_000, denied: 'keep' })
  })

  it('that was denied rests until the next probe, with the reason', () => {
    const tally = tallyOf(failed('denied', { text: 'Нет прав.', details: { side: 'insales' } }))
    expect(mustStop(tally)).toBe(true)
    expect(endOf(tally)).toMatchObject({
      nextAt: undefined,
      restMs: 3_600_000,
      denied: { cause: 'insales', reason: 'Нет прав.' },
    })
  })

  it('that met an outage rests longer the second time, and no longer than that; anything that passes ends it', () => {
    const outage = { ...tallyOf(failed('unavailable')), outage: true }
    expect([0, 1, 2, 9].map((failures) => endOf(outage, failures).restMs)).toEqual([
      5_000, 60_000, 60_000, 60_000,
    ])
    expect(endOf(outage, 4).failures).toBe(5)
    expect(endOf(tallyOf({ kind: 'done' }), 5).failures).toBe(0)
    expect(endOf(newTally(), 5).failures).toBe(5)
  })
})

describe('what is remembered', () => {
  const updateOf = (outcome: Outcome) => settle(link, outcome, settling, newTally()).update[0]!.$set

  it('is guarded field by field by the end of the lease', () => {
    const update = updateOf({ kind: 'done', remember: { note: '$x', gone: undefined } as never })
    for (const [name, value] of Object.entries(update)) {
      expect(value).toMatchObject({
        $cond: [{ $lt: ['$$NOW', settling.as.leaseUntil] }, expect.anything(), `$${name}`],
      })
    }
    expect(update['note']).toMatchObject({ $cond: [expect.anything(), { $literal: '$x' }, '$note'] })
    expect(update).not.toHaveProperty('gone')
    expect(update).toHaveProperty('fence')
  })

  it('lets a throttled or denied link keep its due moment', () => {
    expect(updateOf(failed('throttled'))).not.toHaveProperty('dueAt')
    expect(updateOf(failed('denied'))).not.toHaveProperty('dueAt')
    expect(updateOf(failed('unavailable'))).toHaveProperty('dueAt')
  })
})
