import type { insales } from '@skladbridge/proto'
import { z } from 'zod'
import { adminOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import {
  connectShop,
  dictionaryReply,
  insalesDictionaryKinds,
  moyskladDictionaryKinds,
  problems,
  shopListReply,
  shopParams,
  shopReply,
} from './schemas.js'

/** Checking a shop live asks it several times; the page waits. */
const CONNECT_WITHIN_MS = 30_000

const toShop = ({ connection, shopHost, shopTitle, state, webhooksReady }: insales.ShopConnection) => ({
  shopId: connection?.shopId ?? '',
  shopHost,
  shopTitle,
  state,
  webhooksReady,
})

/** Shops of the account: list, connect, disconnect; and the lists that both sides offer to choose from. */
export function registerConnections(api: ApiApp, ports: ApiPorts): void {
  registerShops(api, ports)
  registerDictionaries(api, ports)
}

function registerShops(api: ApiApp, ports: ApiPorts): void {
  registerShopList(api, ports)
  registerShopChanges(api, ports)
}

function registerShopList(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections',
    {
      schema: { summary: 'Подключённые магазины.', security, response: { 200: shopListReply, ...problems } },
    },
    async (request) => {
      const { accountId } = sessionOf(request)
      const page = { accountId, afterAccountId: '', afterShopId: '', limit: 1000 }
      const { connections } = await services.insalesConnections.list(page)
      return { connections: connections.map(toShop) }
    },
  )
}

function registerShopChanges(api: ApiApp, { services }: ApiPorts): void {
  api.post(
    '/connections',
    {
      schema: {
        summary: 'Подключить магазин или заменить его доступы. Доступы проверяются сразу; связи сохраняются.',
        security,
        body: connectShop,
        response: { 200: shopReply, ...problems },
      },
    },
    async (request) => {
      const { accountId } = adminOf(request)
      const deadline = new Date(Date.now() + CONNECT_WITHIN_MS)
      const shop = await services.insalesConnections.connect({ accountId, ...request.body }, { deadline })
      // set-up is far enough now; saying it again changes nothing
      await services.moyskladAccounts.reportStatus({ accountId, status: 'Activated' })
      return toShop(shop)
    },
  )
  api.delete(
    '/connections/:shopId',
    {
      schema: {
        summary: 'Отключить магазин: вебхуки удаляются, доступы стираются, связи остаются.',
        security,
        params: shopParams,
        response: { 200: shopReply, ...problems },
      },
    },
    async (request) => {
      const { accountId } = adminOf(request)
      const connection = { accountId, shopId: request.params.shopId }
      return toShop(await services.insalesConnections.remove({ connection }))
    },
  )
}

function registerDictionaries(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/dictionaries/:kind',
    {
      schema: {
        summary: 'Справочник МоегоСклада.',
        security,
        params: z.object({ kind: z.enum(moyskladDictionaryKinds) }),
        response: { 200: dictionaryReply, ...problems },
      },
    },
    async (request) => {
      const { accountId } = sessionOf(request)
      const { entries } = await services.moyskladDictionaries.list({ accountId, kind: request.params.kind })
      return { entries: entries.filter((entry) => !entry.archived) }
    },
  )
  api.get(
    '/connections/:shopId/dictionaries/:kind',
    {
      schema: {
        summary: 'Справочник магазина inSales.',
        security,
        params: shopParams.extend({ kind: z.enum(insalesDictionaryKinds) }),
        response: { 200: dictionaryReply, ...problems },
      },
    },
    async (request) => {
      const { shopId, kind } = request.params
      const connection = { accountId: sessionOf(request).accountId, shopId }
      const { entries } = await services.insalesDictionaries.list({ connection, kind })
      return { entries: entries.map(({ title, ...entry }) => ({ ...entry, name: title })) }
    },
  )
}
