import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isBehind, readCursor, writeCursor } from './cursor.js'

const at = '2026-04-09T13:23:29.000Z'
const moments = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const cursors = fc.record({ at: moments, id: fc.bigInt({ min: 1n, max: 10n ** 15n }).map(String) })

describe('cursor', () => {
  it('comes back as it went out', () => {
    fc.assert(fc.property(cursors, (cursor) => expect(readCursor(writeCursor(cursor))).toEqual(cursor)))
    expect(readCursor(writeCursor({ at }))).toEqual({ at })
  })

  it.each([
    '',
    'garbage',
    Buffer.from('[2,"x",""]').toString('base64url'),
    Buffer.from('{').toString('base64url'),
  ])('refuses %p', (text) => {
    expect(readCursor(text)).toBeUndefined()
  })

  it('does not let anything but digits into the id', () => {
    const forged = Buffer.from(JSON.stringify([1, at, '1&per_page=9'])).toString('base64url')
    expect(readCursor(forged)).toBeUndefined()
  })
})

describe('isBehind', () => {
  it('orders by moment, then by id as a number', () => {
    expect(isBehind({ at, id: '10' }, { at, id: '9' })).toBe(true)
    expect(isBehind({ at, id: '9' }, { at, id: '10' })).toBe(false)
    expect(isBehind({ at: '2026-04-09T13:23:30.000Z', id: '1' }, { at, id: '10' })).toBe(true)
  })

  it('takes what stands at the first moment itself, but not the same record again', () => {
    expect(isBehind({ at, id: '1' }, { at })).toBe(true)
    expect(isBehind({ at, id: '1' }, { at, id: '1' })).toBe(false)
  })

  it('is a strict order: of two different places exactly one is behind the other', () => {
    fc.assert(
      fc.property(cursors, cursors, (a, b) => {
        fc.pre(a.at !== b.at || a.id !== b.id)
        expect(isBehind(a, b)).toBe(!isBehind(b, a))
      }),
    )
  })
})
