import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import { catalog, type common } from '@skladbridge/proto'
import type { GrpcImplementation } from '@skladbridge/runtime'

/** Loads by connection, and the rows of each. */
export interface FakeLoads {
  loads: Map<string, catalog.Load>
  items: Map<string, catalog.LoadItem[]>
}

/** As catalog-sync answers, without doing anything. */
export function fakeLoads({ loads, items }: FakeLoads): GrpcImplementation<typeof catalog.LoadsService> {
  const keyOf = (connection: common.Connection | undefined) => connectionId(connection as ConnectionKey)
  const of = async ({ connection }: { connection?: common.Connection | undefined }) => {
    const load = loads.get(keyOf(connection))
    if (load) return load
    const text = 'Загрузка не найдена. Возможно, подготовлена другая: обновите страницу.'
    throw new AppError({ kind: 'missing', code: 'CATALOG_LOAD_UNKNOWN', message: 'no load', text })
  }
  const to = (state: string) => async (request: catalog.ChangeLoadRequest) => {
    const load = { ...(await of(request)), state }
    loads.set(keyOf(request.connection), load)
    return load
  }
  return {
    async prepare({ connection, direction }) {
      const id = '7d6b4f5e-2f9b-4c58-9a3c-000000000001'
      const load = catalog.Load.fromPartial({ id, direction, state: 'preparing', secondsLeft: -1 })
      loads.set(keyOf(connection), load)
      return load
    },
    get: of,
    async listItems({ connection, action, cursor, limit }) {
      const all = (items.get(keyOf(connection)) ?? []).filter(
        (item) => action === '' || item.action === action,
      )
      const from = Number(cursor || 0)
      const next = from + limit
      return { items: all.slice(from, next), cursor: next < all.length ? String(next) : '' }
    },
    resolve: of,
    start: to('running'),
    pause: to('paused'),
    continue: to('running'),
    cancel: to('cancelled'),
    retryItems: of,
  }
}
