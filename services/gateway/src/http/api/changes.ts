import { accountWide, type ConnectionKey } from '@skladbridge/contracts'
import type { common } from '@skladbridge/proto'
import { z } from 'zod'
import { mergePages, newestFirst } from '../../domain/merge-pages.js'
import type { Services } from '../../ports.js'
import { security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { problems, shopParams } from './schemas.js'

export const changeSections = ['catalog', 'orders', 'stock', 'connection', 'notifications'] as const
type Section = (typeof changeSections)[number]

const changesReply = z.object({
  changes: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      section: z.enum(changeSections),
      /** Пусто: само приложение. */
      userId: z.string(),
      userName: z.string(),
      /** Чего раньше не было (больше нет), у того нет from (to). */
      fields: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
    }),
  ),
  cursor: z.string(),
})

/** «Кто, когда, что было, что стало»: every change of settings and access data of a connection, of the account's too. */
export function registerChanges(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/changes',
    {
      schema: {
        summary: 'Изменения настроек: кто, когда, что было и что стало. Сначала новое.',
        security,
        params: shopParams,
        querystring: z.object({
          cursor: z.string().max(300).default(''),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: changesReply, ...problems },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query
      const connection = { accountId: sessionOf(request).accountId, shopId: request.params.shopId }
      const pages = await Promise.all(
        ownersOf(services, connection).map(async ([section, place, owner]) => {
          const page = await owner.listChanges({ connection: place, cursor, limit })
          return { rows: page.changes.map((change) => toRow(section, change)), cursor: page.cursor }
        }),
      )
      const { rows, cursor: next } = mergePages<ReturnType<typeof toRow>>(pages, limit, newestFirst)
      return { changes: rows, cursor: next }
    },
  )
}

type Owner = Pick<Services['catalogSettings'], 'listChanges'>

/** Who keeps what. One that is away fails it: a list of changes that leaves some out would accuse the wrong ones. */
const ownersOf = (services: Services, connection: ConnectionKey): [Section, ConnectionKey, Owner][] => [
  ['catalog', connection, services.catalogSettings],
  ['orders', connection, services.orderSettings],
  ['stock', connection, services.stockSettings],
  ['connection', connection, services.insalesConnections],
  ['notifications', accountWide(connection.accountId), services.notifications],
]

const value = (json: string): unknown => (json === '' ? undefined : JSON.parse(json))

const toRow = (section: Section, { id, at, by, fields }: common.Change) => ({
  id,
  at,
  section,
  userId: by?.userId ?? '',
  userName: by?.name ?? '',
  fields: fields.map(({ field, fromJson, toJson }) => ({ field, from: value(fromJson), to: value(toJson) })),
})
