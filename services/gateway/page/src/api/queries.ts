import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/preact-query'
import { api, take, whole } from './client.js'
import { isPassing, type Problem } from './problem.js'
import type { InsalesKind, Load, MoyskladKind, SettingsByKind, SettingsKind, Shop } from './types.js'

export const createQueries = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => isPassing(error) && count < 3,
        staleTime: 15_000,
        // someone who went to make a warehouse in MoySklad finds it here on coming back
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  })

declare module '@tanstack/preact-query' {
  interface Register {
    defaultError: Problem
  }
}

const of = (shopId: string) => ({ params: { path: { shopId } } })

const isSettling = ({ state, webhooksReady }: Shop): boolean => state === 'active' && !webhooksReady

export const useShops = () =>
  useQuery({
    queryKey: ['shops'],
    queryFn: async () => (await take(api.GET('/api/v1/connections'))).connections,
    // webhooks are made in the background right after connecting
    refetchInterval: ({ state }) => (state.data?.some(isSettling) ? 2_000 : 30_000),
  })

export const useSubscription = () =>
  useQuery({
    queryKey: ['subscription'],
    queryFn: () => take(api.GET('/api/v1/subscription')),
    refetchInterval: 60_000,
  })

export const useAccount = () =>
  useQuery({
    queryKey: ['account'],
    queryFn: () => take(api.GET('/api/v1/account')),
    refetchInterval: 30_000,
  })

export const useMoyskladDictionary = (kind: MoyskladKind, enabled = true) =>
  useQuery({
    queryKey: ['dictionary', kind],
    enabled,
    queryFn: async () =>
      (await take(api.GET('/api/v1/dictionaries/{kind}', { params: { path: { kind } } }))).entries,
  })

export const useShopDictionary = (shopId: string, kind: InsalesKind, enabled = true) =>
  useQuery({
    queryKey: ['dictionary', shopId, kind],
    enabled,
    queryFn: async () => {
      const params = { path: { shopId, kind } }
      return (await take(api.GET('/api/v1/connections/{shopId}/dictionaries/{kind}', { params }))).entries
    },
  })

const settingsPath = (kind: SettingsKind) =>
  kind === 'notifications'
    ? '/api/v1/notifications'
    : (`/api/v1/connections/{shopId}/settings/${kind}` as const)

export interface Versioned<S> {
  settings: S
  /** What `If-Match` must carry for a save on top of this. */
  etag: string
}

export async function getSettings<K extends SettingsKind>(
  shopId: string,
  kind: K,
): Promise<Versioned<SettingsByKind[K]>> {
  // the API answers what the owner has stored: the shape that the contracts of the settings give
  const { data, headers } = await whole(api.GET(settingsPath(kind), of(shopId) as never))
  return { settings: data as unknown as SettingsByKind[K], etag: headers.get('etag') ?? '"0"' }
}

export async function putSettings<K extends SettingsKind>(
  shopId: string,
  kind: K,
  { settings, etag }: Versioned<SettingsByKind[K]>,
): Promise<Versioned<SettingsByKind[K]>> {
  const asked = { ...of(shopId), body: settings, headers: { 'if-match': etag } }
  const { data, headers } = await whole(api.PUT(settingsPath(kind), asked as never))
  return { settings: data as unknown as SettingsByKind[K], etag: headers.get('etag') ?? etag }
}

/** Quick while something moves, ever slower while it does not, and not at all once it is over. */
export const loadPollMs = (load: Load | undefined, sinceChangeMs: number): number | false => {
  if (!load || !['preparing', 'running'].includes(load.state)) return false
  return Math.min(10_000, 700 + sinceChangeMs / 5)
}

export function useLoad(shopId: string) {
  return useQuery({
    queryKey: ['load', shopId],
    queryFn: async () =>
      take(api.GET('/api/v1/connections/{shopId}/loads/last', of(shopId))).catch((error: Problem) => {
        if (error.status === 404) return null
        throw error
      }),
    refetchInterval: (query) => {
      const load = query.state.data
      return loadPollMs(load ?? undefined, Date.now() - lastMoved(shopId, load ?? undefined))
    },
    refetchIntervalInBackground: false,
  })
}

/** When a load was last seen to move, by what there is to see of it. */
const moved = new Map<string, { seen: string; at: number }>()
function lastMoved(shopId: string, load: Load | undefined): number {
  const seen = JSON.stringify([load?.state, load?.done, load?.failed, load?.requests])
  const known = moved.get(shopId)
  if (known?.seen === seen) return known.at
  const at = Date.now()
  moved.set(shopId, { seen, at })
  return at
}

/** A change that makes what the given keys show out of date. */
export function useChange<V, R>(run: (input: V) => Promise<R>, ...stale: string[]) {
  const queries = useQueryClient()
  return useMutation<R, Problem, V>({
    mutationFn: run,
    onSettled: () => Promise.all(stale.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  })
}

export { keepPreviousData, useQuery, useQueryClient }
export const shopParams = of
