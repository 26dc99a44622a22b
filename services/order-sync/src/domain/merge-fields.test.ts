import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  bornAttributes,
  mergeFields,
  settleFields,
  toAttributeValue,
  type FieldSides,
} from './merge-fields.js'
import type { Attribute, AttributeType } from './types.js'

const row = (type: AttributeType = 'string') => ({ field: 'track', attributeId: 'attr', type })
const stock = (value: string, type: AttributeType = 'string'): Attribute[] =>
  value === '' ? [] : [{ id: 'attr', type, value }]
const sides = (
  insales: string,
  moysklad: string,
  base?: [string, string],
  type: AttributeType = 'string',
): FieldSides => ({
  rows: [row(type)],
  insales: { track: insales },
  moysklad: stock(moysklad, type),
  base: base ? { track: { insales: base[0], moysklad: base[1] } } : {},
})

describe('fields of the order', () => {
  it.each<[string, FieldSides, unknown, unknown]>([
    ['the shop’s goes over', sides('RB1', '', ['', '']), [{ id: 'attr', type: 'string', value: 'RB1' }], []],
    ['MoySklad’s goes over', sides('', 'RB1', ['', '']), [], [{ handle: 'track', value: 'RB1' }]],
    ['one first seen by the map', sides('RB1', ''), [{ id: 'attr', type: 'string', value: 'RB1' }], []],
    ['both to the same', sides('RB1', 'RB1', ['', '']), [], []],
    ['nobody', sides('RB1', 'rb-1', ['RB1', 'rb-1']), [], []],
    ['only spaces', sides(' RB  1 ', 'RB 1', ['RB1', 'RB1']), [], []],
    [
      'cleared in the shop',
      sides('', 'RB1', ['RB1', 'RB1']),
      [{ id: 'attr', type: 'string', value: '' }],
      [],
    ],
  ])('%s', (_what, given, moysklad, insales) => {
    expect(mergeFields(given)).toMatchObject({ moysklad, insales, conflicts: [] })
  })

  it('changed differently: MoySklad wins, and it is told', () => {
    expect(mergeFields(sides('RB2', 'RB3', ['RB1', 'RB1']))).toMatchObject({
      insales: [{ handle: 'track', value: 'RB3' }],
      moysklad: [],
      conflicts: ['track'],
    })
  })

  it('a text that is nothing of the type stays behind, told once', () => {
    const first = mergeFields(sides('сорок', '', ['', ''], 'long'))
    expect(first).toMatchObject({ moysklad: [], unfit: ['track'] })
    expect(mergeFields({ ...sides('сорок', '', undefined, 'long'), base: first.base }).unfit).toEqual([])
  })

  it('whatever a platform makes of what it is given, there is nothing more to write after it', () => {
    const habit = fc.constantFrom<(text: string) => string>(
      (text) => text.trim(),
      (text) => text.replace(/&/g, '&amp;'),
      (text) => text.slice(0, 3),
      (text) => `<p>${text}</p>`,
      () => '',
    )
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), habit, (insales, moysklad, before, make) => {
        const given = sides(insales, moysklad.trim(), [before, before])
        const merge = mergeFields(given)
        const shop = merge.insales[0] ? make(merge.insales[0].value) : insales
        const now = merge.moysklad[0] ? stock(make(merge.moysklad[0].value)) : given.moysklad
        const after = { rows: given.rows, insales: { track: shop }, moysklad: now }
        const base = settleFields(merge.base, merge.pending, after, true)
        expect(mergeFields({ ...after, base })).toMatchObject({ insales: [], moysklad: [] })
      }),
      { numRuns: 2_000 },
    )
  })

  it('a write that nobody confirmed counts where it shows', () => {
    const merge = mergeFields(sides('RB2', 'RB1', ['RB1', 'RB1']))
    const rows = [row()]
    const shows = settleFields(
      merge.base,
      merge.pending,
      { rows, insales: { track: 'RB2' }, moysklad: stock('RB2') },
      false,
    )
    expect(shows['track']).toEqual({ insales: 'RB2', moysklad: 'RB2' })
    const not = settleFields(
      merge.base,
      merge.pending,
      { rows, insales: { track: 'RB2' }, moysklad: stock('RB1') },
      false,
    )
    expect(not['track']).toEqual({ insales: 'RB1', moysklad: 'RB1' })
  })

  it.each<[AttributeType, string, string | undefined]>([
    ['long', ' 1 000 ', '1000'],
    ['long', '1,5', undefined],
    ['double', '1,5', '1.5'],
    ['boolean', 'Да', 'true'],
    ['boolean', 'нет', 'false'],
    ['boolean', 'может быть', undefined],
    ['time', '12.04.2026', '2026-04-11T21:00:00.000Z'],
    ['time', '2026-04-12T10:30:59+03:00', '2026-04-12T07:30:00.000Z'],
    ['time', 'завтра', undefined],
    ['link', 'https://track.example/1', 'https://track.example/1'],
    ['link', 'track 1', undefined],
    ['string', 'я'.repeat(300), 'я'.repeat(255)],
    ['text', '', ''],
  ])('as %s «%s» is %j', (type, text, value) => {
    expect(toAttributeValue(type, text)).toBe(value)
  })

  it('a new order carries what fits', () => {
    const rows = [row('long'), { ...row(), field: 'gift', attributeId: 'other' }]
    expect(bornAttributes(rows, { track: 'x', gift: 'Открытка' })).toEqual({
      attributes: [{ id: 'other', type: 'string', value: 'Открытка' }],
      unfit: ['track'],
    })
  })
})
