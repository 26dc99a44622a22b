import { Readable } from 'node:stream'
import type { ConnectionKey } from '@skladbridge/contracts'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { csvHead, csvRow } from '../../domain/journal-csv.js'
import { mergeCounts } from '../../domain/merge-pages.js'
import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import {
  failedQuery,
  failedReply,
  journalFilter,
  journalParams,
  journalQuery,
  journalReply,
  retryBody,
  retryReply,
} from './journal-schemas.js'
import { entriesOf, everyEntryOf, failedOf, retryIn } from './journals.js'
import { problems } from './schemas.js'

/** «Журнал»: three services tell, one list is shown. */
export function registerJournal(api: ApiApp, ports: ApiPorts): void {
  registerEntries(api, ports)
  registerCsv(api, ports)
  registerFailed(api, ports)
  registerRetry(api, ports)
}

const connectionOf = (request: FastifyRequest, { accountId }: { accountId: string }): ConnectionKey => ({
  accountId,
  shopId: (request.params as z.output<typeof journalParams>).shopId,
})

function registerEntries(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/journal',
    {
      schema: {
        summary: 'Журнал: что сделано, что не получилось, почему и что делать. Сначала новое.',
        security,
        params: journalParams,
        querystring: journalQuery,
        response: { 200: journalReply, ...problems },
      },
    },
    async (request) => {
      const connection = connectionOf(request, sessionOf(request))
      const { rows: entries, ...page } = await entriesOf(services, connection, request.query)
      return { entries, ...page }
    },
  )
}

function registerCsv(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/journal.csv',
    {
      schema: {
        summary: 'Журнал файлом для Excel: CSV через точку с запятой, UTF-8.',
        security,
        params: journalParams,
        querystring: journalFilter,
        response: problems,
      },
    },
    async (request, reply) => {
      const connection = connectionOf(request, sessionOf(request))
      const pages = everyEntryOf(services, connection, request.query)
      // what fails now is still an answer; later it can only break off, so that nobody takes a part for the whole
      const first = await pages.next()
      async function* file() {
        yield csvHead()
        if (!first.done) yield first.value.map(csvRow).join('')
        for await (const page of pages) yield page.map(csvRow).join('')
      }
      void reply.header('content-disposition', 'attachment; filename="journal.csv"')
      return reply.type('text/csv; charset=utf-8').send(Readable.from(file()) as never)
    },
  )
}

function registerFailed(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/journal/failed',
    {
      schema: {
        summary: 'Что сейчас не получается: по строке на товар или заказ, сначала самое старое.',
        security,
        params: journalParams,
        querystring: failedQuery,
        response: { 200: failedReply, ...problems },
      },
    },
    async (request) => {
      const connection = connectionOf(request, sessionOf(request))
      const { rows: failed, counts, ...page } = await failedOf(services, connection, request.query)
      return { failed, counts: mergeCounts(counts), ...page }
    },
  )
}

function registerRetry(api: ApiApp, { services }: ApiPorts): void {
  api.post(
    '/connections/:shopId/journal/retry',
    {
      schema: {
        summary: 'Повторить сейчас: одно, всё с одним кодом или всё.',
        security,
        params: journalParams,
        body: retryBody,
        response: { 200: retryReply, ...problems },
      },
    },
    async (request) => {
      const connection = connectionOf(request, adminOf(request))
      return { retried: await retryIn(services, connection, request.body) }
    },
  )
}
