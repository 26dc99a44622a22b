import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { toEntry, toFind, toRow } from './to-row.js'
import type { NewEntry } from './types.js'

const now = new Date('2026-01-01T00:00:00Z')
const entry = (more: Partial<NewEntry> = {}): NewEntry => ({
  connection: { accountId: 'a', shopId: '1' },
  key: 'k',
  outcome: 'done',
  subject: 'product',
  subjectId: 'p1',
  title: 'Чайник',
  code: 'X_Y',
  text: 'Готово.',
  ...more,
})

describe('toRow', () => {
  it('has the same id for the same key of the same connection only', () => {
    const id = (more: Partial<NewEntry> = {}) => toRow(entry(more), now, 1)._id
    expect(id({ text: 'Иначе.' })).toBe(id())
    expect(id({ key: 'k2' })).not.toBe(id())
    expect(id({ connection: { accountId: 'a', shopId: '2' } })).not.toBe(id())
  })

  it('is kept from its own moment on', () => {
    const at = new Date('2025-12-31T00:00:00Z')
    expect(toRow(entry({ at }), now, 1_000).expireAt).toEqual(new Date('2025-12-31T00:00:01Z'))
    expect(toRow(entry(), now, 1_000).expireAt).toEqual(new Date('2026-01-01T00:00:01Z'))
  })

  it('finds by SKU, id and name as people type them', () => {
    const { find } = toRow(entry({ title: 'Ёлка «Люкс»', also: ['SKU-7'] }), now, 1)
    for (const typed of ['елка', 'ЁЛКА', 'люкс', 'sku-7', 'P1']) expect(find).toContain(toFind(typed))
  })

  it('bounds whatever a platform may have said, and cuts no character in half', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3_000 })
    fc.assert(
      fc.property(text, text, text, (title, said, subjectId) => {
        const row = toRow(entry({ title, text: said, advice: said, subjectId }), now, 1)
        expect(Array.from(row.text).length).toBeLessThanOrEqual(1_000)
        expect(Array.from(row.title).length).toBeLessThanOrEqual(255)
        expect(Array.from(row.find).length).toBeLessThanOrEqual(300)
        // with the flag u only half characters match
        expect(row.text).not.toMatch(/[\uD800-\uDFFF]/u)
      }),
      { numRuns: 200 },
    )
    const long = toRow(entry({ text: '🫖'.repeat(2_000) }), now, 1).text
    expect([Array.from(long).length, long.endsWith('🫖…')]).toEqual([1_000, true])
  })

  it('gives back what was told', () => {
    expect(toEntry(toRow(entry(), now, 1))).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      at: now,
      outcome: 'done',
      subject: 'product',
      subjectId: 'p1',
      title: 'Чайник',
      code: 'X_Y',
      text: 'Готово.',
      advice: '',
    })
  })
})
