import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  decodeCursor,
  encodeCursor,
  mostRows,
  pageSize,
  readPage,
  startAt,
  type ChangesCursor,
} from './changes-cursor.js'

interface Row {
  id: string
  updated: number
}
const row = (id: number, updated: number): Row => ({ id: `id-${id}`, updated })

/** MoySklad's list: what is at or after `from`, oldest first, by offset and limit. */
class List {
  constructor(public rows: Row[]) {}
  page({ from, offset }: ChangesCursor, limit: number): Row[] {
    return this.rows
      .filter(({ updated }) => updated >= from)
      .sort((a, b) => a.updated - b.updated)
      .slice(offset, offset + limit)
  }
  edit(id: string, updated: number): void {
    this.rows = [...this.rows.filter((one) => one.id !== id), { id, updated }]
  }
}

function readAll(
  list: List,
  start: ChangesCursor,
  limit: number,
  between: (page: number) => void = () => {},
) {
  const read: Row[] = []
  let cursor = start
  for (let page = 0; page < 500; page += 1) {
    const asked = pageSize(cursor, limit)
    const next = readPage(cursor, list.page(cursor, asked), { asked, limit })
    expect(next.fresh.length).toBeLessThanOrEqual(limit)
    read.push(...next.fresh)
    cursor = decodeCursor(encodeCursor(next.cursor))!
    expect(cursor).toEqual(next.cursor)
    if (!next.more) return { read, cursor }
    between(page)
  }
  throw new Error('does not end')
}

const states = (rows: Row[]) => rows.map(({ id, updated }) => `${id}@${updated}`)

describe('a reader of changes', () => {
  it('reads everything once, in order, whatever the page size and however many share a moment', () => {
    const moments = fc.array(fc.integer({ min: 1_000, max: 1_020 }), { maxLength: 120 })
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 40 }), (updates, limit) => {
        const list = new List(updates.map((updated, i) => row(i, updated)))
        const { read } = readAll(list, startAt(new Date(0)), limit)
        expect(states(read).sort()).toEqual(states(list.rows).sort())
        expect(read.map(({ updated }) => updated)).toEqual([...updates].sort((a, b) => a - b))
      }),
    )
  })

  it('skips nothing when rows are changed again while it reads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.array(fc.nat(39), { maxLength: 30 }), (limit, edits) => {
        const list = new List(Array.from({ length: 40 }, (_, i) => row(i, 1_000 + Math.floor(i / 4))))
        let moment = 5_000
        const { read } = readAll(list, startAt(new Date(0)), limit, () => {
          const edit = edits.pop()
          if (edit !== undefined) list.edit(`id-${edit}`, (moment += 1))
        })
        const seen = new Set(states(read))
        expect(states(list.rows).every((state) => seen.has(state))).toBe(true)
      }),
    )
  })

  it('is told nothing again on the next sweep, but what came late into the last minute', () => {
    const now = 10_000_000
    const list = new List([row(1, now - 90_000), row(2, now - 20_000), row(3, now)])
    const first = readAll(list, startAt(new Date(0)), 100)
    const again = readAll(list, first.cursor, 100)
    expect(again.read).toEqual([])
    list.rows.push(row(4, now - 30_000))
    expect(states(readAll(list, again.cursor, 100).read)).toEqual([`id-4@${now - 30_000}`])
  })

  it('is told nothing again although it paged through the last minute', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50_000), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (ages, limit) => {
          const list = new List(ages.map((age, i) => row(i, 10_000_000 - age)))
          const { cursor } = readAll(list, startAt(new Date(0)), limit)
          expect(readAll(list, cursor, limit).read).toEqual([])
        },
      ),
    )
  })

  it('never goes back behind where it was told to begin', () => {
    const list = new List([row(1, 1_000), row(2, 2_000)])
    const { read, cursor } = readAll(list, startAt(new Date(1_500)), 10)
    expect(states(read)).toEqual(['id-2@2000'])
    expect(cursor.from).toBe(1_500)
  })

  it('gets past more rows of one millisecond than fit a page', () => {
    const many = Array.from({ length: 2 * mostRows + 500 }, (_, i) => row(i, 1_000))
    const list = new List([...many, row(9_999, 2_000)])
    const { read } = readAll(list, startAt(new Date(0)), mostRows)
    expect(new Set(states(read)).size).toBe(list.rows.length)
  })

  it('remembers a bounded number of rows', () => {
    const list = new List(Array.from({ length: 900 }, (_, i) => row(i, 1_000_000 + i)))
    expect(readAll(list, startAt(new Date(0)), mostRows).cursor.seen.length).toBeLessThanOrEqual(500)
  })
})

describe('a cursor', () => {
  it.each(['', '1', '2.a.a.0..', '1.a.a.0.short.', '1.a.a.0.;DROP.', '1.zzzzzzzzzzzzz.a.0..', 'garbage'])(
    'that is not ours is none: «%s»',
    (text) => expect(decodeCursor(text)).toBeUndefined(),
  )
})
