import { AppError } from '@skladbridge/errors'
import type { insales } from '@skladbridge/proto'
import { z } from 'zod'
import { adminOf, personOf, security, sessionOf, type ApiApp, type ApiPorts } from './api-app.js'
import {
  connectByCode,
  connectShop,
  dictionaryQuery,
  dictionaryReply,
  giveAccess,
  insalesDictionaryKinds,
  moyskladDictionaryKinds,
  problems,
  shopListReply,
  shopParams,
  shopReply,
} from './schemas.js'

/** Checking a shop live asks it several times; the page waits. */
const CONNECT_WITHIN_MS = 30_000

const toShop = ({ connection, ...shop }: insales.ShopConnection) => ({
  shopId: connection?.shopId ?? '',
  ...shop,
})

const connectDeadline = () => ({ deadline: new Date(Date.now() + CONNECT_WITHIN_MS) })

/** Shops of the account: list, connect, disconnect; and the lists that both sides offer to choose from. */
export function registerConnections(api: ApiApp, ports: ApiPorts): void {
  registerShops(api, ports)
  registerDictionaries(api, ports)
  registerShopDictionaries(api, ports)
}

function registerShops(api: ApiApp, ports: ApiPorts): void {
  registerShopList(api, ports)
  registerConnect(api, ports)
  registerAccess(api, ports)
  registerRemove(api, ports)
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
  api.get(
    '/connections/:shopId',
    {
      schema: {
        summary: 'Один магазин: есть ли доступ, а если нет, почему и что делать.',
        security,
        params: shopParams,
        response: { 200: shopReply, ...problems },
      },
    },
    async (request) => {
      const connection = { accountId: sessionOf(request).accountId, shopId: request.params.shopId }
      return toShop(await services.insalesConnections.get({ connection }))
    },
  )
}

/**
 * Set-up is far enough now: saying it again changes nothing, and the connector keeps it until MoySklad has heard it. A
 * status that MoySklad does not take (it suspends the account, say) leaves the shop connected all the same.
 */
async function connected(
  { services }: ApiPorts,
  accountId: string,
  shop: insales.ShopConnection,
): Promise<ReturnType<typeof toShop>> {
  try {
    await services.moyskladAccounts.reportStatus({ accountId, status: 'Activated' })
  } catch (error) {
    if (!(error instanceof AppError && error.kind === 'invalid')) throw error
  }
  return toShop(shop)
}

function registerConnect(api: ApiApp, ports: ApiPorts): void {
  const { insalesConnections } = ports.services
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
      const admin = adminOf(request)
      const { accountId } = admin
      const asked = { accountId, by: personOf(admin), ...request.body }
      return connected(ports, accountId, await insalesConnections.connect(asked, connectDeadline()))
    },
  )
  api.post(
    '/connections/by-code',
    {
      schema: {
        summary:
          'Подключить магазин, в который приложение установили из inSales: по коду, который он показал.',
        security,
        body: connectByCode,
        response: { 200: shopReply, ...problems },
      },
    },
    async (request) => {
      const admin = adminOf(request)
      const { accountId } = admin
      const asked = { accountId, by: personOf(admin), ...request.body }
      return connected(ports, accountId, await insalesConnections.connectByCode(asked, connectDeadline()))
    },
  )
}

/** «Доступы»: the same shop, new credentials. Others than this shop's are refused, so that no second connection is made. */
function registerAccess(api: ApiApp, ports: ApiPorts): void {
  const { insalesConnections } = ports.services
  api.put(
    '/connections/:shopId/access',
    {
      schema: {
        summary:
          'Доступы: новый ключ для того же магазина. Проверяется сразу; связи и настройки сохраняются.',
        security,
        params: shopParams,
        body: giveAccess,
        response: { 200: shopReply, ...problems },
      },
    },
    async (request) => {
      const admin = adminOf(request)
      const { accountId } = admin
      const connection = { accountId, shopId: request.params.shopId }
      const known = await insalesConnections.get({ connection })
      const { shopHost, ...credentials } = request.body
      const asked = {
        ...{ accountId, by: personOf(admin), expectedShopId: connection.shopId },
        ...credentials,
        shopHost: shopHost === '' ? known.shopHost : shopHost,
      }
      return connected(ports, accountId, await insalesConnections.connect(asked, connectDeadline()))
    },
  )
}

function registerRemove(api: ApiApp, { services }: ApiPorts): void {
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
      const admin = adminOf(request)
      const connection = { accountId: admin.accountId, shopId: request.params.shopId }
      return toShop(await services.insalesConnections.remove({ connection, by: personOf(admin) }))
    },
  )
}

const found = <T extends { name: string }>(entries: T[], search: string): T[] => {
  const wanted = search.trim().toLocaleLowerCase('ru')
  return entries.filter(({ name }) => name.toLocaleLowerCase('ru').includes(wanted))
}

function registerDictionaries(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/dictionaries/:kind',
    {
      schema: {
        summary: 'Справочник МоегоСклада.',
        security,
        params: z.object({ kind: z.enum(moyskladDictionaryKinds) }),
        querystring: dictionaryQuery,
        response: { 200: dictionaryReply, ...problems },
      },
    },
    async (request) => {
      const { accountId } = sessionOf(request)
      const { entries } = await services.moyskladDictionaries.list({ accountId, kind: request.params.kind })
      return {
        entries: found(
          entries.filter((entry) => !entry.archived),
          request.query.search,
        ),
      }
    },
  )
}

function registerShopDictionaries(api: ApiApp, { services }: ApiPorts): void {
  api.get(
    '/connections/:shopId/dictionaries/:kind',
    {
      schema: {
        summary: 'Справочник магазина inSales.',
        security,
        params: shopParams.extend({ kind: z.enum(insalesDictionaryKinds) }),
        querystring: dictionaryQuery,
        response: { 200: dictionaryReply, ...problems },
      },
    },
    async (request) => {
      const { shopId, kind } = request.params
      const connection = { accountId: sessionOf(request).accountId, shopId }
      const { entries } = await services.insalesDictionaries.list({ connection, kind })
      const named = entries.map(({ title, ...entry }) => ({ ...entry, name: title }))
      return { entries: found(named, request.query.search) }
    },
  )
}
