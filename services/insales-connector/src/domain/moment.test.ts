import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { earlier, momentFromIso, updatedSince } from './moment.js'

describe('momentFromIso', () => {
  it.each([
    ['2026-04-09T16:23:29.000+03:00', '2026-04-09T13:23:29.000Z'],
    ['2026-04-09T16:23:29.694+0300', '2026-04-09T13:23:29.694Z'],
    ['2026-01-01T01:00:00+03:00', '2025-12-31T22:00:00.000Z'],
    ['2026-04-09T13:23:29Z', '2026-04-09T13:23:29.000Z'],
  ])('%s is %s', (given, utc) => {
    expect(momentFromIso(given)).toBe(utc)
  })

  it.each(['', 'вчера', '2026-04-09', '2026-04-09T16:23:29', '2026-13-09T16:23:29Z'])(
    'refuses %p',
    (given) => {
      expect(momentFromIso(given)).toBeUndefined()
    },
  )
})

describe('updatedSince', () => {
  it('is written as in the documents, and keeps milliseconds that are there', () => {
    expect(updatedSince('2017-09-04T00:00:00.000Z')).toBe('2017-09-04 00:00:00 +00:00')
    expect(updatedSince('2026-04-09T13:23:29.694Z')).toBe('2026-04-09 13:23:29.694 +00:00')
  })

  it('names the same moment, whatever the moment', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
        expect(new Date(updatedSince(date.toISOString())).getTime()).toBe(date.getTime())
      }),
    )
  })
})

describe('earlier', () => {
  it('goes back over midnight', () => {
    expect(earlier('2026-01-01T00:01:00.000Z', 120_000)).toBe('2025-12-31T23:59:00.000Z')
  })
})
