import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { formatMoment, fromRfc3339, parseMoment, toRfc3339 } from './moment.js'

describe('moments of MoySklad', () => {
  it('are Moscow’s, three hours ahead of UTC, summer and winter', () => {
    expect(toRfc3339('2026-01-15 12:00:00')).toBe('2026-01-15T09:00:00.000Z')
    expect(toRfc3339('2026-07-15 02:30:00.250')).toBe('2026-07-14T23:30:00.250Z')
    expect(formatMoment(new Date('2026-12-31T22:00:00Z'))).toBe('2027-01-01 01:00:00.000')
  })

  it('read back what they were written as, to the millisecond', () => {
    const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(fc.property(moments, (moment) => expect(parseMoment(formatMoment(moment))).toEqual(moment)))
  })

  it.each(['', 'yesterday', '2026-13-01 00:00:00', '2026-01-01', '2026-01-01 25:00:00'])(
    'nonsense is no moment: «%s»',
    (text) => {
      expect(parseMoment(text)).toBeUndefined()
      expect(toRfc3339(text)).toBe('')
    },
  )
})

describe('RFC 3339', () => {
  it('is taken with any offset', () => {
    expect(fromRfc3339('2026-04-01T12:00:00+03:00')).toEqual(new Date('2026-04-01T09:00:00Z'))
    expect(fromRfc3339('2026-04-01T09:00:00.5Z')).toEqual(new Date('2026-04-01T09:00:00.500Z'))
  })

  it.each(['', '2026-04-01', '2026-04-01 12:00:00', '2026-04-01T12:00:00', '1', '2026-99-01T00:00:00Z'])(
    'nothing else is: «%s»',
    (text) => expect(fromRfc3339(text)).toBeUndefined(),
  )
})
