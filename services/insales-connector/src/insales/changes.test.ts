import { AppError } from '@skladbridge/errors'
import { describe, expect, it } from '@jest/globals'
import { readCursor } from '../domain/cursor.js'
import { readChanges, type ChangesRequest } from './changes.js'

const at = '2026-04-09T13:23:29.000Z'
const ask = (more: Partial<ChangesRequest> = {}): ChangesRequest => ({
  updatedSince: at,
  cursor: '',
  limit: 10,
  ...more,
})
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index), updated_at: at }))

describe('readChanges', () => {
  it('asks by updated_since alone at first, then by the cursor, never by page', async () => {
    const asked: Record<string, string | number>[] = []
    const list = async (query: Record<string, string | number>) => {
      asked.push(query)
      return asked.length === 1 ? rows(1, 10) : rows(11, 3)
    }
    const first = await readChanges('orders.list', ask(), list)
    const second = await readChanges('orders.list', ask({ updatedSince: '', cursor: first.cursor }), list)
    expect(asked).toEqual([
      { updated_since: '2026-04-09 13:23:29 +00:00', per_page: 10 },
      { updated_since: '2026-04-09 13:23:29 +00:00', from_id: '10', per_page: 10 },
    ])
    expect([first.more, second.more]).toEqual([true, false])
    // what changes later in the same second, or is stored late, is told with the next reading
    expect(readCursor(second.cursor)).toEqual({ at: '2026-04-09T13:21:29.000Z' })
  })

  it('stands, after readings of a quiet shop, where it stood after the first', async () => {
    const last = await readChanges('orders.list', ask(), async () => rows(1, 3))
    const again = await readChanges('orders.list', ask({ cursor: last.cursor }), async () => rows(1, 3))
    const gone = await readChanges('orders.list', ask({ cursor: again.cursor }), async () => [])
    expect([again.cursor, gone.cursor]).toEqual([last.cursor, last.cursor])
    const full = await readChanges('orders.list', ask(), async () => rows(1, 10))
    const end = await readChanges('orders.list', ask({ cursor: full.cursor }), async () => [])
    expect([end.more, end.cursor]).toEqual([false, last.cursor])
  })

  it('stays where it stood when nothing changed', async () => {
    const { cursor, more, records } = await readChanges('orders.list', ask(), async () => [])
    expect({ more, records }).toEqual({ more: false, records: [] })
    expect(readCursor(cursor)).toEqual({ at })
  })

  it('begins with the whole second: the shop stamps its changes no finer', async () => {
    expect.assertions(1)
    await readChanges(
      'orders.list',
      ask({ updatedSince: '2026-04-09T16:23:29.999+03:00' }),
      async (query) => {
        expect(query['updated_since']).toBe('2026-04-09 13:23:29 +00:00')
        return []
      },
    )
  })

  it('asks for fewer where a page is larger than an answer may be', async () => {
    const tooLarge = new AppError({
      kind: 'unavailable',
      code: 'HTTP_ANSWER_TOO_LARGE',
      message: 'too large',
    })
    const asked: unknown[] = []
    const page = await readChanges('products.list', ask({ limit: 250 }), async (query) => {
      asked.push(query['per_page'])
      if (Number(query['per_page']) > 10) throw tooLarge
      return rows(1, 10)
    })
    expect(asked).toEqual([250, 50, 10])
    expect(page).toMatchObject({ more: true })
    const never = readChanges('products.list', ask(), async () => {
      throw tooLarge
    })
    await expect(never).rejects.toBe(tooLarge)
  })

  it('cuts off what does not fit a message, and comes back for it', async () => {
    const large = rows(1, 10).map((row) => ({ ...row, text: 'x'.repeat(3_000_000) }))
    const first = await readChanges('products.list', ask(), async () => large)
    expect(first.records.map(({ id }) => id)).toEqual(['1', '2'])
    expect([first.more, readCursor(first.cursor)]).toEqual([true, { at, id: '2' }])
    // one that is too large alone is told all the same
    const huge = [{ ...rows(1, 1)[0]!, text: 'x'.repeat(9_000_000) }]
    expect((await readChanges('products.list', ask(), async () => huge)).records).toHaveLength(1)
  })

  it.each([
    [0, 250],
    [3, 10],
    [100, 100],
    [5000, 250],
  ])('asks, for a limit of %i, for %i', async (limit, size) => {
    await readChanges('orders.list', ask({ limit }), async (query) => {
      expect(query['per_page']).toBe(size)
      return []
    })
  })

  it('does not turn round for ever where the shop answers the same batch again', async () => {
    const list = async () => rows(1, 10)
    const { cursor } = await readChanges('orders.list', ask(), list)
    await expect(readChanges('orders.list', ask({ cursor }), list)).rejects.toMatchObject({
      kind: 'bug',
      code: 'INSALES_LIST_STUCK',
    })
  })

  it.each([ask({ cursor: 'forged' }), ask({ updatedSince: 'yesterday' }), ask({ updatedSince: '' })])(
    'refuses a request that says not where to begin',
    async (request) => {
      await expect(readChanges('orders.list', request, async () => [])).rejects.toMatchObject({
        kind: 'invalid',
        code: 'INSALES_ARGUMENT_WRONG',
      })
    },
  )
})
