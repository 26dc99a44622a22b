import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { coreOf, isSamePhone, normalisePhone, spellingsOf } from './phone.js'

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

  it('every spelling we look for is that phone, and the core is in every unbroken one', () => {
    fc.assert(
      fc.property(digits(10), (ten) => {
        const phone = `+7${ten}`
        expect(spellingsOf(phone).every((spelling) => isSamePhone(spelling, phone))).toBe(true)
        for (const unbroken of [phone, `8${ten}`, ten]) expect(unbroken).toContain(coreOf(phone))
      }),
    )
  })

  it('of other countries are looked for by their digits only', () => {
    expect(spellingsOf('+375291234567')).toEqual([])
    expect(coreOf('+375291234567')).toBe('5291234567')
    expect(coreOf('12')).toBe('')
  })
})
