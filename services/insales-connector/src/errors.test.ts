import { describe, expect, it } from '@jest/globals'
import { insalesErrors, rememberedDenial } from './errors.js'

describe('insalesErrors', () => {
  it('has our prefix and, for the merchant, a Russian sentence in every row', () => {
    for (const [code, { text }] of Object.entries(insalesErrors.definitions)) {
      expect(code).toMatch(/^INSALES_[A-Z_]+$/)
      expect(text).toMatch(/[а-яё]{3}/)
    }
  })

  it('says in every denial whose access is denied', () => {
    for (const { kind, message } of Object.values(insalesErrors.definitions)) {
      if (kind === 'denied') expect(message).toContain('{side}')
    }
    expect(rememberedDenial({ code: 'INSALES_TARIFF_LOCKED', text: 'Нет.' })).toMatchObject({
      kind: 'denied',
      code: 'INSALES_TARIFF_LOCKED',
      text: 'Нет.',
      details: { side: 'insales' },
    })
  })
})
