import { connectionId } from '@skladbridge/contracts'
import type { Duties, DutyAllowance } from '@skladbridge/duties'
import { insales } from '@skladbridge/proto'
import { grpcService, withContext, type CallContext, type GrpcBinding } from '@skladbridge/runtime'
import type { Connect } from '../connections/connect.js'
import { listChanges } from '@skladbridge/settings'
import type { Installs } from '../connections/installs.js'
import { insalesErrors } from '../errors.js'
import type { ConnectionStore, Duty, ShopRecord } from '../ports.js'
import { accountIdOf, apiKeyOf, connectionOf, filled, phoneOf } from './arguments.js'

export interface ConnectionsServiceDeps {
  store: ConnectionStore
  connect: Connect
  installs: Pick<Installs, 'connectByCode'>
  duties: Pick<Duties<Duty>, 'run' | 'wake'>
}

const pageSize = { usual: 100, most: 1_000 }

export function connectionsService(deps: ConnectionsServiceDeps): GrpcBinding {
  const { store, connect } = deps
  return grpcService(insales.ConnectionsService, {
    connect: async (request, call) => {
      const { shopHost } = request
      const phone = phoneOf(request.phone)
      const accountId = accountIdOf(request.accountId)
      const apiKey = apiKeyOf(request.apiKey)
      const password = filled(request.password, 'password', 255)
      const { by, expectedShopId } = request
      const asked = { accountId, shopHost, apiKey, password, phone, by, expectedShopId }
      const work = () => connect(asked, byPerson(call))
      return toShopConnection(await withContext({ accountId }, work))
    },
    connectByCode: async ({ code, by, ...request }, call) => {
      const accountId = accountIdOf(request.accountId)
      const asked = { accountId, code: filled(code, 'code', 64), phone: phoneOf(request.phone), by }
      return toShopConnection(
        await withContext({ accountId }, () => deps.installs.connectByCode(asked, byPerson(call))),
      )
    },
    remove: (request, call) => remove(deps, request, call),
    listChanges: (request) => {
      const key = connectionOf(request)
      return listChanges(request, (page) => store.changes(key, page))
    },
    get: async (request) => {
      const key = connectionOf(request)
      const record = await store.find(key)
      if (!record) throw insalesErrors.INSALES_CONNECTION_UNKNOWN({ shop: key.shopId })
      return toShopConnection(record)
    },
    list: async ({ accountId, afterAccountId, afterShopId, limit }) => {
      const after = afterAccountId === '' ? undefined : { accountId: afterAccountId, shopId: afterShopId }
      const size = Math.min(limit > 0 ? limit : pageSize.usual, pageSize.most)
      const records = await store.list({ accountId, after, limit: size })
      return { connections: records.map(toShopConnection) }
    },
  })
}

/** Removed at once; hooks and credentials go now where the shop answers, else as soon as it does. */
async function remove(
  { store, duties }: ConnectionsServiceDeps,
  request: insales.RemoveConnectionRequest,
  call: CallContext,
): Promise<insales.ShopConnection> {
  const key = connectionOf(request)
  return withContext(key, async () => {
    const record = await store.remove(key, request.by)
    if (!record) throw insalesErrors.INSALES_CONNECTION_UNKNOWN({ shop: key.shopId })
    duties.wake()
    await duties.run('cleanup', connectionId(key), byPerson(call))
    return toShopConnection(record)
  })
}

const byPerson = ({ deadline, signal }: CallContext): DutyAllowance => ({
  priority: 'orders',
  deadline,
  signal,
})

const toShopConnection = (record: ShopRecord): insales.ShopConnection => ({
  connection: record.key,
  shopHost: record.host,
  shopTitle: record.title,
  state: record.state,
  webhooksReady: record.webhooksReady,
  failureCode: record.denial?.code ?? '',
  failureText: record.denial?.text ?? '',
  advice: record.denial?.advice ?? '',
  via: record.via,
  connectedAt: record.connectedAt.toISOString(),
})
