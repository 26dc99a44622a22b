import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  cut,
  DESCRIPTION_MAX,
  foldName,
  NAME_MAX,
  sameText,
  sameValue,
  toDescription,
  toName,
  toWeight,
} from './text.js'

describe('text that goes to the shop', () => {
  it('is cut at the limit, never inside an emoji', () => {
    expect(toName('я'.repeat(255))).toHaveLength(NAME_MAX)
    expect(toName('я'.repeat(300))).toHaveLength(NAME_MAX)
    const name = toName(`${'я'.repeat(254)}🍵🍵`)
    expect(name).toBe('я'.repeat(254))
    expect(toDescription('<b>чай</b>'.repeat(10_000)).length).toBeLessThanOrEqual(DESCRIPTION_MAX)
    expect(toDescription('ы'.repeat(60_000))).toHaveLength(60_000)
  })

  it('keeps HTML and line ends of descriptions, and puts names into one line', () => {
    const html = '<p style="color:red">Чай &amp; мёд 🍯</p>\n<ul>\n<li>1</li>\n</ul>'
    expect(toDescription(html)).toBe(html)
    expect(toDescription('а\r\nб\rв')).toBe('а\nб\nв')
    expect(toName(' Чай\n\tчёрный \u0000 ')).toBe('Чай чёрный')
  })

  it('stays what it is when it is mapped again: nothing creeps', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(toName(toName(text))).toBe(toName(text))
        expect(toDescription(toDescription(text))).toBe(toDescription(text))
        expect(sameText(toName(text), ` ${toName(text)} `)).toBe(true)
        expect(cut(text, 10).length).toBeLessThanOrEqual(10)
      }),
    )
  })
})

describe('values that mean the same', () => {
  it.each([
    ['12.5 см', '12.5', true],
    ['40', '40.0', true],
    ['12,5 кг', '12.5', true],
    ['12.5 см', '12.5 мм', false],
    ['Красный', 'красный', false],
    ['12.5 см', '13', false],
    ['', '0', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect(sameValue(a, b)).toBe(same)
  })

  it('weights to the gram, names without regard to case', () => {
    expect(toWeight(0.10049)).toBe(0.1)
    expect(foldName(' РАЗМЕР  обуви')).toBe(foldName('размер обуви'))
  })
})
