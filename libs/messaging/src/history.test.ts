import { describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import fc from 'fast-check'
import { failureHeaders, readHistory, readObituary, replayHeaders } from './history.js'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
const error = new AppError({ kind: 'unavailable', code: 'TEST_DOWN', message: 'down' })

describe('the history of a message', () => {
  it('counts failures and keeps the time of the first', () => {
    const first = failureHeaders('e1', error, readHistory(undefined), at(1))
    const second = failureHeaders('e1', error, readHistory(first), at(2))
    expect(readObituary(second)).toEqual({
      eventId: 'e1',
      failures: 2,
      replays: 0,
      firstFailedAt: at(1).toISOString(),
      lastFailedAt: at(2).toISOString(),
      kind: 'unavailable',
      code: 'TEST_DOWN',
      message: 'down',
    })
  })

  it('starts afresh with a replay and remembers that there was one', () => {
    const dead = failureHeaders('e1', error, { failures: 3, replays: 1 }, at(1))
    const replayed = replayHeaders(dead)
    expect(readHistory(replayed)).toEqual({ failures: 0, replays: 2 })
    expect(readHistory(failureHeaders('e1', error, readHistory(replayed), at(2)))).toMatchObject({
      failures: 1,
      replays: 2,
    })
  })

  it('keeps long messages short: headers have to fit into one frame', () => {
    const long = new AppError({ kind: 'bug', code: 'TEST', message: 'x'.repeat(100_000) })
    expect(
      JSON.stringify(failureHeaders('e1', long, { failures: 0, replays: 0 }, at(1))).length,
    ).toBeLessThan(1_000)
  })

  it('knows RabbitMQ’s own reason where nobody of us wrote one', () => {
    expect(readObituary({ 'x-first-death-reason': 'delivery_limit' }).code).toBe('delivery_limit')
    expect(readObituary(undefined).code).toBe('unknown')
  })

  it.each([Number.POSITIVE_INFINITY, Number.NaN, -1, 2.5, 1e300, '3', [3]])(
    'counts %p failures as none',
    (failures) => {
      expect(readHistory({ 'skladbridge-failures': failures }).failures).toBe(0)
    },
  )

  it('believes no header of whatever shape', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('skladbridge-failures', 'skladbridge-replays', 'skladbridge-first-failed-at'),
          fc.anything(),
        ),
        (headers) => {
          const history = readHistory(headers)
          expect(Number.isInteger(history.failures) && history.failures >= 0).toBe(true)
          expect(Number.isInteger(history.replays) && history.replays >= 0).toBe(true)
        },
      ),
    )
  })
})
