import type { ConnectionKey } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import type { journal } from '@skladbridge/proto'
import type { z } from 'zod'
import {
  mergePages,
  newestFirst,
  oldestFailureFirst,
  type CodeCount,
  type Order,
  type Page,
} from '../../domain/merge-pages.js'
import type { Services } from '../../ports.js'
import type {
  failedQuery,
  journalFilter,
  journalQuery,
  journalSources,
  retryBody,
} from './journal-schemas.js'

export type Source = (typeof journalSources)[number]
type Sourced<T> = T & { source: Source }
type Client = Services['catalogJournal']

/** Those that keep a journal. */
const clientsOf = ({ catalogJournal, orderJournal, stockJournal }: Services): [Source, Client][] => [
  ['catalog', catalogJournal],
  ['orders', orderJournal],
  ['stock', stockJournal],
]

export interface Merged<T> extends Page<T> {
  /** Sources that do not answer now. */
  silent: Source[]
}

/** Rows of one page; as many in one gRPC message as the contract allows. */
const csvPage = 200

export function entriesOf(
  services: Services,
  connection: ConnectionKey,
  { outcome, subject, ...query }: z.output<typeof journalQuery>,
  whole = false,
): Promise<Merged<Sourced<journal.Entry>>> {
  return merged(services, { limit: query.limit, order: newestFirst, whole }, async (client) => {
    const { entries, cursor } = await client.list({
      connection,
      outcome: outcome ?? '',
      subject: subject ?? '',
      ...query,
    })
    return { rows: entries, cursor }
  })
}

export async function failedOf(
  services: Services,
  connection: ConnectionKey,
  { code = '', ...query }: z.output<typeof failedQuery>,
): Promise<Merged<Sourced<journal.Failed>> & { counts: CodeCount[] }> {
  const counts: CodeCount[] = []
  const how = { limit: query.limit, order: oldestFailureFirst, whole: false }
  const page = await merged(services, how, async (client) => {
    const answer = await client.listFailed({ connection, code, ...query })
    counts.push(...answer.counts)
    return { rows: answer.failed, cursor: answer.cursor }
  })
  return { ...page, counts }
}

/**
 * All pages, newest first, each asked for when the one before has been taken: a slow reader slows us, and nothing piles up.
 * A source that does not answer fails it: half a file that looks whole is worse than none.
 */
export async function* everyEntryOf(
  services: Services,
  connection: ConnectionKey,
  filter: z.output<typeof journalFilter>,
): AsyncGenerator<journal.Entry[], void> {
  let cursor = ''
  do {
    const page = await entriesOf(services, connection, { ...filter, cursor, limit: csvPage }, true)
    yield page.rows
    cursor = page.cursor
  } while (cursor !== '')
}

/** How many are tried again. A source that does not answer fails it; asked again, what was retried is so once more. */
export async function retryIn(
  services: Services,
  connection: ConnectionKey,
  { source, kind = '', key = '', code = '' }: z.output<typeof retryBody>,
): Promise<number> {
  const clients = clientsOf(services).filter(([name]) => name === (source ?? name))
  const answers = await Promise.all(
    clients.map(([, client]) => client.retry({ connection, kind, key, code })),
  )
  return answers.reduce((sum, { retried }) => sum + retried, 0)
}

/** One page of every source, merged. One that is down is left out and named, unless none answers or all must. */
async function merged<T>(
  services: Services,
  { limit, order, whole }: { limit: number; order: Order<Sourced<T>>; whole: boolean },
  ask: (client: Client) => Promise<Page<T>>,
): Promise<Merged<Sourced<T>>> {
  const silent: Source[] = []
  const clients = clientsOf(services)
  const pages = await Promise.all(
    clients.map(async ([source, client]): Promise<Page<Sourced<T>>> => {
      try {
        const { rows, cursor } = await ask(client)
        return { rows: rows.map((row) => ({ ...row, source })), cursor }
      } catch (thrown) {
        if (!(thrown instanceof AppError && thrown.kind === 'unavailable')) throw thrown
        silent.push(source)
        if (whole || silent.length === clients.length) throw thrown
        return { rows: [], cursor: '' }
      }
    }),
  )
  return { ...mergePages(pages, limit, order), silent: silent.sort() }
}
