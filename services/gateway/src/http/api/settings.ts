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
import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import { problems, shopParams } from './schemas.js'

/** What keeps one kind of settings: the service that owns it. */
interface SettingsOwner {
  get(request: common.GetSettingsRequest): Promise<common.Settings>
  put(request: common.PutSettingsRequest): Promise<common.Settings>
}

/** «Товары», «Заказы», «Остатки»: each with its ETag, so that two administrators do not overwrite each other. */
export function registerSettings(api: ApiApp, { services }: ApiPorts): void {
  settingsRoutes(api, 'catalog', 'Товары', catalogSettingsSchema, services.catalogSettings)
  settingsRoutes(api, 'orders', 'Заказы', orderSettingsSchema, services.orderSettings)
  settingsRoutes(api, 'stock', 'Остатки', stockSettingsSchema, services.stockSettings)
}

function settingsRoutes<S extends z.ZodObject>(
  api: ApiApp,
  name: string,
  title: string,
  schema: S,
  owner: SettingsOwner,
): void {
  const path = `/connections/:shopId/settings/${name}`
  // answers carry what the owner stored: its own check, not a second one that could differ
  const response = { 200: z.looseObject({}), ...problems }
  api.get(
    path,
    { schema: { summary: `Настройки «${title}».`, security, params: shopParams, response } },
    async (request, reply) =>
      answer(reply, await owner.get({ connection: connectionOf(request, sessionOf(request)) })),
  )
  api.put(
    path,
    {
      schema: {
        summary: `Сохранить настройки «${title}». В If-Match нужна версия из ETag.`,
        security,
        params: shopParams,
        body: schema as z.ZodObject,
        response,
      },
    },
    async (request, reply) => {
      const connection = connectionOf(request, adminOf(request))
      const json = JSON.stringify(request.body)
      return answer(reply, await owner.put({ connection, json, ifVersion: ifMatch(request) }))
    },
  )
}

const connectionOf = (request: FastifyRequest, { accountId }: { accountId: string }): ConnectionKey => ({
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
