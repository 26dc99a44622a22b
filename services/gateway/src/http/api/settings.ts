import {
  catalogSettingsSchema,
  orderSettingsSchema,
  stockSettingsSchema,
  type ConnectionKey,
} from '@skladbridge/contracts'
import type { common } from '@skladbridge/proto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { gatewayErrors } from '../../errors.js'
import type { Session } from '../../ports.js'
import { adminOf, personOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { problems, shopParams } from './schemas.js'

/** What keeps one kind of settings: the service that owns it. */
interface SettingsOwner {
  get(request: common.GetSettingsRequest): Promise<common.Settings>
  put(request: common.PutSettingsRequest): Promise<common.Settings>
}

interface SettingsRoutes {
  path: string
  title: string
  schema: z.ZodObject
  owner: SettingsOwner
  params?: z.ZodObject
  /** What the settings are of; the account is the session's. */
  keyOf(request: FastifyRequest, session: Session): ConnectionKey
}

/** «Товары», «Заказы», «Остатки»: each with its ETag, so that two administrators do not overwrite each other. */
export function registerSettings(api: ApiApp, { services }: ApiPorts): void {
  const all: [string, string, z.ZodObject, SettingsOwner][] = [
    ['catalog', 'Товары', catalogSettingsSchema, services.catalogSettings],
    ['orders', 'Заказы', orderSettingsSchema, services.orderSettings],
    ['stock', 'Остатки', stockSettingsSchema, services.stockSettings],
  ]
  for (const [name, title, schema, owner] of all) {
    const path = `/connections/:shopId/settings/${name}`
    settingsRoutes(api, { path, title, schema, owner, params: shopParams, keyOf: connectionOf })
  }
}

/** GET with an ETag, PUT with If-Match. */
export function settingsRoutes(
  api: ApiApp,
  { path, title, schema, owner, params, keyOf }: SettingsRoutes,
): void {
  // answers carry what the owner stored: its own check, not a second one that could differ
  const common = {
    security,
    ...(params ? { params } : {}),
    response: { 200: z.looseObject({}), ...problems },
  }
  api.get(path, { schema: { summary: `Настройки «${title}».`, ...common } }, async (request, reply) =>
    answer(reply, await owner.get({ connection: keyOf(request, sessionOf(request)) })),
  )
  const summary = `Сохранить настройки «${title}». В If-Match нужна версия из ETag.`
  api.put(
    path,
    { schema: { summary, ...common, headers: ifMatchHeader, body: schema } },
    async (request, reply) => {
      const admin = adminOf(request)
      const connection = keyOf(request, admin)
      const json = JSON.stringify(request.body)
      const by = personOf(admin)
      return answer(reply, await owner.put({ connection, json, ifVersion: ifMatch(request), by }))
    },
  )
}

/** Only for the description: what is wrong with it is said by `ifMatch`. */
const ifMatchHeader = z.looseObject({ 'if-match': z.string().optional() })

const connectionOf = (request: FastifyRequest, { accountId }: Session): ConnectionKey => ({
  accountId,
  shopId: (request.params as z.output<typeof shopParams>).shopId,
})

function ifMatch(request: FastifyRequest): number {
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(request.headers['if-match'] ?? '')?.[1]
  if (version === undefined) throw gatewayErrors.GATEWAY_IF_MATCH_MISSING()
  return Number(version)
}

function answer(reply: FastifyReply, { json, version }: common.Settings): Record<string, unknown> {
  void reply.header('etag', `"${version}"`)
  return JSON.parse(json) as Record<string, unknown>
}
