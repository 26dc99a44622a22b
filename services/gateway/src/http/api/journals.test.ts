import { describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import type { journal } from '@skladbridge/proto'
import type { Services } from '../../ports.js'
import { everyEntryOf, failedOf, retryIn } from './journals.js'

const connection = { accountId: 'a', shopId: '1' }
const down = new AppError({ kind: 'unavailable', code: 'GRPC_UNAVAILABLE', message: 'no connection' })
const at = (n: number) => new Date(n * 1_000).toISOString()

/** Answers the entries that are left, two at a time; rejects from the given call on. */
function keeper(count: number, { failsFrom = Infinity, error = down } = {}) {
  const asked: string[] = []
  const client = {
    async list({ cursor }: journal.ListEntriesRequest) {
      asked.push(cursor)
      if (asked.length >= failsFrom) throw error
      const all = Array.from({ length: count }, (_, i) => ({ id: `${i}`, at: at(count - i) }))
      const left = all.filter((row) => cursor === '' || `${row.at}/${row.id}` < cursor)
      const entries = left.slice(0, 2) as journal.Entry[]
      const last = entries.at(-1)
      return { entries, cursor: left.length > 2 && last ? `${last.at}/${last.id}` : '' }
    },
    async listFailed(): Promise<journal.ListFailedResponse> {
      throw error
    },
    async retry(): Promise<journal.RetryEntriesResponse> {
      throw error
    },
  }
  return { asked, client }
}
const servicesOf = (one: ReturnType<typeof keeper>, others = keeper(0)): Services =>
  ({ catalogJournal: one.client, orderJournal: others.client, stockJournal: others.client }) as never

const filter = { search: '' }

describe('every entry, for a file', () => {
  it('asks for the next page only when the one before has been taken', async () => {
    const one = keeper(5)
    const pages = everyEntryOf(servicesOf(one), connection, filter)
    await pages.next()
    expect(one.asked).toEqual([''])
    await pages.next()
    expect(one.asked).toHaveLength(2)
    await pages.return()
    expect(one.asked).toHaveLength(2)
  })

  it('breaks off when a service goes away in the middle: no part is taken for the whole', async () => {
    const pages = everyEntryOf(servicesOf(keeper(5, { failsFrom: 2 })), connection, filter)
    expect((await pages.next()).value).toHaveLength(2)
    await expect(pages.next()).rejects.toBe(down)
  })

  it('does not begin when one of the services is away', async () => {
    const pages = everyEntryOf(servicesOf(keeper(5), keeper(0, { failsFrom: 1 })), connection, filter)
    await expect(pages.next()).rejects.toBe(down)
  })
})

describe('what a service refuses', () => {
  it('is the answer, and no part of the list', async () => {
    const error = new AppError({ kind: 'invalid', code: 'JOURNAL_ARGUMENT_WRONG', message: 'cursor' })
    const services = servicesOf(keeper(0, { error }))
    const query = { code: undefined, cursor: 'x', limit: 5 }
    await expect(failedOf(services, connection, query)).rejects.toBe(error)
    await expect(retryIn(services, connection, {})).rejects.toBe(error)
  })
})
