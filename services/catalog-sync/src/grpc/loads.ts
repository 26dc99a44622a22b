import { connectionId, matchKeys, type ConnectionKey, type MatchKey } from '@skladbridge/contracts'
import { catalog, type common } from '@skladbridge/proto'
import type { Touch } from '@skladbridge/reconciler'
import { grpcService, type GrpcBinding, type GrpcImplementation } from '@skladbridge/runtime'
import {
  itemStates,
  loadActions,
  loadDirections,
  loadsOver,
  type Load,
  type LoadDirection,
  type LoadOptions,
  type LoadState,
} from '../domain/load-types.js'
import { timeLeft } from '../domain/time-left.js'
import { catalogErrors } from '../errors.js'
import type { LoadItems, LoadPorts, Loads } from '../handlers/load/load-ports.js'
import { resolveConflicts } from '../handlers/load/resolve-conflicts.js'
import { kinds, type ProductLinkOwn } from '../handlers/ports.js'

type Ports = Pick<LoadPorts, 'now' | 'settings' | 'staging'> & {
  loads: Loads
  items: LoadItems
  newId(): string
  touch(touches: Touch<ProductLinkOwn>[]): Promise<void>
}

const mostItems = 1_000
const unasked: MatchKey[] = matchKeys.filter((key) => key !== 'name')

export function loadsService(ports: Ports): GrpcBinding {
  return grpcService(catalog.LoadsService, {
    ...changing(ports),
    prepare: async (request) => toMessage(ports, await prepare(ports, request)),
    get: async ({ connection }) => toMessage(ports, await known(ports, required(connection))),
    listItems: (request) => listItems(ports, request),
    resolve: async ({ connection, ...answer }) => {
      const load = await known(ports, required(connection))
      if (load.state !== 'ready') throw catalogErrors.CATALOG_LOAD_STATE_WRONG({ state: load.state })
      await resolveConflicts(ports.items, load, answer)
      const counts = await ports.items.counts(load.id)
      await ports.loads.set(connectionId(required(connection)), load.id, { counts })
      return toMessage(ports, { ...load, counts })
    },
    retryItems: async ({ connection, loadId, itemId }) => {
      const asked = required(connection)
      const { id } = await known(ports, asked, loadId)
      const again = await ports.items.retry(id, itemId)
      if (again === 0 && itemId !== '') throw catalogErrors.CATALOG_LOAD_ITEM_UNKNOWN({})
      return toMessage(
        ports,
        await moved(ports, asked, loadId, ['running', 'paused', 'done', 'failed'], 'running', {
          failure: null,
          finishedAt: null,
        }),
      )
    },
  })
}

type Changing = Pick<
  GrpcImplementation<typeof catalog.LoadsService>,
  'start' | 'pause' | 'continue' | 'cancel'
>

function changing(ports: Ports): Changing {
  const change =
    (from: readonly LoadState[], to: LoadState, set: () => Partial<Load> = () => ({})) =>
    async ({ connection, loadId }: catalog.ChangeLoadRequest): Promise<catalog.Load> =>
      toMessage(ports, await moved(ports, required(connection), loadId, from, to, set()))
  return {
    start: async (request) => {
      const { waiting, done, failed } = await ports.items.states(request.loadId)
      const set = { startedAt: ports.now(), total: waiting + done + failed }
      return change(['ready'], 'running', () => set)(request)
    },
    pause: change(['running'], 'paused'),
    // one that has failed goes on where it stopped, also in the middle of its preparation
    continue: async (request) => {
      const load = await known(ports, required(request.connection))
      const to = load.startedAt ? 'running' : 'preparing'
      return change(['paused', 'failed'], to, () => ({ failure: null, finishedAt: null }))(request)
    },
    cancel: change(['preparing', 'ready', 'running', 'paused'], 'cancelled', () => ({
      finishedAt: ports.now(),
    })),
  }
}

const wrong = (field: string, rule: string) => catalogErrors.CATALOG_ARGUMENT_WRONG({ field, rule })

function required(connection: common.Connection | undefined): ConnectionKey {
  if (connection?.accountId && connection.shopId) return connection
  throw wrong('connection', 'must be named')
}

async function known(ports: Ports, connection: ConnectionKey, loadId?: string): Promise<Load> {
  const load = await ports.loads.get(connectionId(connection))
  if (!load || (loadId !== undefined && load.id !== loadId)) throw catalogErrors.CATALOG_LOAD_UNKNOWN({})
  return load
}

const touchLoad = ({ touch }: Ports, connection: ConnectionKey, key: string): Promise<void> =>
  touch([{ connection, kind: kinds.load, key }])

/** Dies between the two: whoever asked hears no answer and asks again; the state is the one asked for, and so it goes on. */
async function moved(
  ports: Ports,
  connection: ConnectionKey,
  loadId: string,
  from: readonly LoadState[],
  to: LoadState,
  set: Partial<Load>,
): Promise<Load> {
  const load =
    (await ports.loads.move(connectionId(connection), loadId, from, to, set)) ??
    (await known(ports, connection, loadId))
  if (load.state !== to) throw catalogErrors.CATALOG_LOAD_STATE_WRONG({ state: load.state })
  await touchLoad(ports, connection, loadId)
  return load
}

async function prepare(ports: Ports, request: catalog.PrepareLoadRequest): Promise<Load> {
  const connection = required(request.connection)
  const lane = connectionId(connection)
  const id = ports.newId()
  const before = await ports.loads.get(lane)
  if (!(await ports.loads.open(lane, id, optionsOf(request)))) {
    const { state } = await known(ports, connection)
    throw catalogErrors.CATALOG_LOAD_RUNS({ state })
  }
  await ports.items.eraseOthers(lane, id)
  if (before) await ports.staging.erase(before.id)
  await touchLoad(ports, connection, id)
  return known(ports, connection, id)
}

function optionsOf({
  direction,
  matchBy,
  bundles,
  properties,
  images,
}: catalog.PrepareLoadRequest): LoadOptions {
  if (!loadDirections.includes(direction as LoadDirection))
    throw wrong('direction', `must be one of ${loadDirections.join(', ')}`)
  const keys = matchBy as MatchKey[]
  if (keys.some((key, at) => !matchKeys.includes(key) || keys.indexOf(key) !== at))
    throw wrong('match_by', `must be some of ${matchKeys.join(', ')}, each once`)
  return {
    direction: direction as LoadDirection,
    matchBy: keys.length > 0 ? keys : unasked,
    bundles,
    properties,
    images,
  }
}

async function listItems(ports: Ports, request: catalog.ListLoadItemsRequest) {
  const { id } = await known(ports, required(request.connection))
  const { action, state, search, cursor, limit } = request
  if (!(limit >= 1 && limit <= mostItems)) throw wrong('limit', `must be 1..${mostItems}`)
  if (!isOneOf(action, loadActions)) throw wrong('action', `must be one of ${loadActions.join(', ')}`)
  if (!isOneOf(state, itemStates)) throw wrong('state', `must be one of ${itemStates.join(', ')}`)
  const page = await ports.items.list(id, { action, state, search: search.trim(), cursor, limit })
  return {
    cursor: page.cursor,
    items: page.items.map(({ failure, ...item }) => ({
      ...item,
      failureCode: failure?.code ?? '',
      failureText: failure?.text ?? '',
    })),
  }
}

const isOneOf = <T extends string>(value: string, all: readonly T[]): value is T | '' =>
  value === '' || all.includes(value as T)

async function toMessage(ports: Ports, load: Load): Promise<catalog.Load> {
  const { counts, direction } = load
  const states = await ports.items.states(load.id)
  const ended = states.done + states.failed
  const left = load.startedAt ? states.waiting : 0
  const isKnown = load.startedAt !== null && !loadsOver.includes(load.state)
  return {
    id: load.id,
    direction,
    state: load.state,
    ...counts,
    done: load.startedAt ? states.done : 0,
    failed: load.startedAt ? states.failed : 0,
    total: load.total,
    requests: load.requests,
    secondsLeft: isKnown
      ? timeLeft(direction, { left, ended, requests: load.requests - load.preparing })
      : load.state === 'done'
        ? 0
        : -1,
    preparedAt: load.preparedAt?.toISOString() ?? '',
    startedAt: load.startedAt?.toISOString() ?? '',
    finishedAt: load.finishedAt?.toISOString() ?? '',
    failureText: load.failure?.text ?? '',
  }
}
