import { Readable } from 'node:stream'
import type { ConnectionKey } from '@skladbridge/contracts'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { loadCsvHead, loadCsvRow } from '../../domain/load-csv.js'
import type { Services } from '../../ports.js'
import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import {
  itemFilter,
  itemQuery,
  itemsReply,
  loadParams,
  loadReply,
  prepareBody,
  resolveBody,
  retryItemsBody,
} from './load-schemas.js'
import { problems, shopParams } from './schemas.js'

/** «Первая загрузка»: choose the source, look at the preview, answer conflicts, start, watch it finish. */
export function registerLoads(api: ApiApp, ports: ApiPorts): void {
  registerPreparing(api, ports)
  registerItems(api, ports)
  registerCsv(api, ports)
  registerAnswers(api, ports)
  registerChanges(api, ports)
}

const connectionOf = (request: FastifyRequest, { accountId }: { accountId: string }): ConnectionKey => ({
  accountId,
  shopId: (request.params as z.output<typeof shopParams>).shopId,
})

function registerPreparing(api: ApiApp, { services }: ApiPorts): void {
  api.post(
    '/connections/:shopId/loads',
    {
      schema: {
        summary:
          'Подготовить загрузку: прочитать обе стороны и решить, что будет с каждым товаром. Ничего не меняет.',
        security,
        params: shopParams,
        body: prepareBody,
        response: { 200: loadReply, ...problems },
      },
    },
    (request) =>
      services.loads.prepare({ ...request.body, connection: connectionOf(request, adminOf(request)) }),
  )
  api.get(
    '/connections/:shopId/loads/last',
    {
      schema: {
        summary: 'Идущая или последняя загрузка: что будет сделано, сколько сделано и сколько осталось.',
        security,
        params: shopParams,
        response: { 200: loadReply, ...problems },
      },
    },
    (request) => services.loads.get({ connection: connectionOf(request, sessionOf(request)) }),
  )
}

const asked = ({ action, state, search }: z.output<typeof itemFilter>) => ({
  action: action ?? '',
  state: state ?? '',
  search,
})

function registerItems(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/loads/last/items',
    {
      schema: {
        summary: 'Строки загрузки: создать, связать, решить или пропустить, и почему.',
        security,
        params: shopParams,
        querystring: itemQuery,
        response: { 200: itemsReply, ...problems },
      },
    },
    (request) => {
      const { cursor, limit, ...filter } = request.query
      const connection = connectionOf(request, sessionOf(request))
      return services.loads.listItems({ connection, ...asked(filter), cursor, limit })
    },
  )
}

/** As many as a page of the answering service holds. */
const PAGE = 1_000

async function* pagesOf(
  { loads }: Pick<Services, 'loads'>,
  connection: ConnectionKey,
  filter: ReturnType<typeof asked>,
) {
  for (let cursor = '', first = true; first || cursor !== ''; first = false) {
    const page = await loads.listItems({ connection, ...filter, cursor, limit: PAGE })
    yield page.items
    cursor = page.cursor
  }
}

function registerCsv(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/loads/last/items.csv',
    {
      schema: {
        summary: 'Строки загрузки файлом для Excel: CSV через точку с запятой, UTF-8.',
        security,
        params: shopParams,
        querystring: itemFilter,
        response: problems,
      },
    },
    async (request, reply) => {
      const pages = pagesOf(services, connectionOf(request, sessionOf(request)), asked(request.query))
      // what fails now is still an answer; later it can only break off, so that nobody takes a part for the whole
      const first = await pages.next()
      async function* file() {
        yield loadCsvHead()
        if (!first.done) yield first.value.map(loadCsvRow).join('')
        for await (const page of pages) yield page.map(loadCsvRow).join('')
      }
      void reply.header('content-disposition', 'attachment; filename="load.csv"')
      return reply.type('text/csv; charset=utf-8').send(Readable.from(file()) as never)
    },
  )
}

function registerAnswers(api: ApiApp, { services }: ApiPorts): void {
  api.post(
    '/connections/:shopId/loads/last/conflicts',
    {
      schema: {
        summary: 'Решить один конфликт или все сразу: создать, пропустить, связать с первым или с выбранным.',
        security,
        params: shopParams,
        body: resolveBody,
        response: { 200: loadReply, ...problems },
      },
    },
    (request) => {
      const { itemId = '', rule, targetId = '' } = request.body
      const connection = connectionOf(request, adminOf(request))
      return services.loads.resolve({ connection, itemId, rule, targetId })
    },
  )
  api.post(
    '/connections/:shopId/loads/:loadId/retry',
    {
      schema: {
        summary: 'Повторить не загруженное: одну строку или все.',
        security,
        params: loadParams,
        body: retryItemsBody,
        response: { 200: loadReply, ...problems },
      },
    },
    (request) => {
      const { itemId = '' } = request.body
      const { loadId } = request.params
      return services.loads.retryItems({
        connection: connectionOf(request, adminOf(request)),
        loadId,
        itemId,
      })
    },
  )
}

const changes = [
  ['start', 'Начать подготовленную загрузку.'],
  ['pause', 'Приостановить загрузку.'],
  ['continue', 'Продолжить загрузку: приостановленную или ту, что остановилась с ошибкой.'],
  ['cancel', 'Отменить загрузку: сделанное остаётся, больше ничего не делается.'],
] as const

function registerChanges(api: ApiApp, { services }: ApiPorts): void {
  for (const [change, summary] of changes)
    api.post(
      `/connections/:shopId/loads/:loadId/${change}`,
      { schema: { summary, security, params: loadParams, response: { 200: loadReply, ...problems } } },
      (request) => {
        const connection = connectionOf(request, adminOf(request))
        return services.loads[change]({ connection, loadId: (request.params as { loadId: string }).loadId })
      },
    )
}
