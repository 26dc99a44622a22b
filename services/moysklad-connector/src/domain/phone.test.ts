import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isSamePhone, normalisePhone, spellingsOf } from './phone.js'

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))

describe('phones', () => {
  it('are the same however they are typed', () => {
    for (const typed of [
      '+7 (912) 345-67-89',
      '8 912 345 67 89',
      '9123456789',
      '79123456789',
      '+7-912-345-6789',
    ]) {
      expect(isSamePhone(typed, '+79123456789')).toBe(true)
    }
    expect(isSamePhone('+375 29 123-45-67', '375291234567')).toBe(true)
  })

  it('that differ in a digit are not', () => {
    expect(isSamePhone('+79123456788', '+79123456789')).toBe(false)
    expect(isSamePhone('', '')).toBe(false)
    expect(isSamePhone('нет', '—')).toBe(false)
    expect(isSamePhone('+1 912 345 67 89', '+7 912 345 67 89')).toBe(false)
  })

  it('normalising twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const once = normalisePhone(typed)
        expect(normalisePhone(once)).toBe(once)
      }),
    )
  })

  it('every spelling we look for is that phone, unbroken ones and typed ones', () => {
    fc.assert(
      fc.property(digits(10), (ten) => {
        const phone = `+7${ten}`
        const spellings = spellingsOf(phone)
        expect(spellings.every((spelling) => isSamePhone(spelling, phone))).toBe(true)
        expect(spellings).toEqual(expect.arrayContaining([phone, `8${ten}`, `7${ten}`, ten]))
      }),
    )
  })

  it('of other countries are looked for by their digits only', () => {
    expect(spellingsOf('+375291234567')).toEqual(['+375291234567', '375291234567'])
    expect(spellingsOf('12')).toEqual([])
  })
})
