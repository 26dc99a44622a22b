import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  mergeCounts,
  mergePages,
  newestFirst,
  oldestFailureFirst,
  type Order,
  type Page,
  type Timed,
} from './merge-pages.js'

/** A source as a service answers it: sorted, behind the cursor, `limit` rows. */
function pageOf<T>(rows: T[], order: Order<T>, behind: T | undefined, limit: number): Page<T> {
  const left = [...rows].sort(order.compare).filter((row) => !behind || order.compare(row, behind) > 0)
  const page = left.slice(0, limit)
  return { rows: page, cursor: left.length > limit ? order.cursorOf(page.at(-1)!) : '' }
}

const timed = fc.record({
  at: fc.integer({ min: 0, max: 4 }).map((second) => new Date(second * 1_000).toISOString()),
  id: fc.uuid(),
})

describe('mergePages', () => {
  it('shows every row of every source once, in order, whatever the size of a page', () => {
    const sources = fc.array(fc.array(timed, { maxLength: 12 }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(sources, fc.integer({ min: 1, max: 5 }), (rows, limit) => {
        const seen: Timed[] = []
        for (;;) {
          const pages = rows.map((one) => pageOf(one, newestFirst, seen.at(-1), limit))
          const page = mergePages(pages, limit, newestFirst)
          seen.push(...page.rows)
          if (page.cursor === '') break
          expect(page.cursor).toBe(`${seen.at(-1)!.at}/${seen.at(-1)!.id}`)
        }
        expect(seen).toEqual(rows.flat().sort(newestFirst.compare))
      }),
    )
  })

  it('has no next page when nothing is left', () => {
    expect(mergePages([{ rows: [], cursor: '' }], 5, newestFirst)).toEqual({ rows: [], cursor: '' })
  })

  it('what failed goes oldest first, things of one moment by kind and key', () => {
    const row = (failedAt: string, kind: string, key: string) => ({ failedAt, kind, key })
    const rows = [row('2026-02', 'order', '1'), row('2026-01', 'product', '2'), row('2026-01', 'order', '9')]
    const page = mergePages([{ rows, cursor: '' }], 2, oldestFailureFirst)
    expect(page.rows.map(({ key }) => key)).toEqual(['9', '2'])
    expect(page.cursor).toBe('2026-01/product/2')
  })
})

describe('mergeCounts', () => {
  it('adds up what several services met, the most frequent first', () => {
    const of = (code: string, count: number, parked: number) => ({ code, text: code, count, parked })
    expect(mergeCounts([of('A', 1, 0), of('B', 2, 2), of('A', 4, 3)])).toEqual([of('A', 5, 3), of('B', 2, 2)])
  })
})
