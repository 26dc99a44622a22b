import { describe, expect, it } from '@jest/globals'
import { csvHead, csvRow } from './journal-csv.js'

const entry = {
  at: '2026-01-01T22:30:00.000Z',
  outcome: 'failed',
  subject: 'product',
  subjectId: 'p1',
  subjectTitle: 'Чайник',
  code: 'X_Y',
  text: 'Нет цены.',
  advice: 'Укажите цену.',
}
const cells = (row: string) => row.trimEnd().slice(1, -1).split('";"')

describe('the journal as CSV', () => {
  it('begins as Excel wants it, and says the time of Moscow', () => {
    expect(csvHead().startsWith('\uFEFF"Время (Москва)";"Результат";')).toBe(true)
    expect(csvRow(entry)).toBe(
      '"2026-01-02 01:30:00";"Не получилось";"Товар";"Чайник";"p1";"Нет цены.";"Укажите цену.";"X_Y"\r\n',
    )
  })

  it.each(['=1+1', '+7', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1+1', '\r=1'])(
    '«%s» runs nowhere',
    (subjectTitle) => {
      expect(cells(csvRow({ ...entry, subjectTitle }))[3]).toMatch(/^'/)
    },
  )

  it('quotes, separators and line ends stay inside their cell', () => {
    const row = csvRow({ ...entry, subjectTitle: 'Чай "Ёлка"; 2 шт', text: 'раз\r\nдва' })
    expect(row).toContain('"Чай ""Ёлка""; 2 шт"')
    expect(row).toContain('"раз два"')
    expect(row.split('\r\n')).toHaveLength(2)
  })

  it('what it has no word for it shows as it is', () => {
    expect(cells(csvRow({ ...entry, outcome: 'new', subject: 'other' })).slice(1, 3)).toEqual([
      'new',
      'other',
    ])
  })
})
