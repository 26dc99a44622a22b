import { connectionId, orderSettingsSchema, type OrderSettings } from '@skladbridge/contracts'
import { createLogger } from '@skladbridge/runtime'
import type { Outcome, Turn } from '@skladbridge/reconciler'
import type { Note } from '../domain/notes.js'
import type { InsalesOrder, MoyskladOrder, VariantLinks } from '../domain/types.js'
import type { AnnounceSynced, Defaults, OrderLink, OrderLinkOwn } from '../handlers/ports.js'
import type { ReconcileOrdersPorts } from '../handlers/order-batch.js'
import { reconcileOrders } from '../handlers/reconcile-orders.js'
import { insalesOrder, settings, variantLinks } from './builders.js'
import {
  editStock,
  fakeGoods,
  fakeInsales,
  fakeMoysklad,
  totalled,
  type FakeWorld,
} from './fake-platforms.js'

/** What a process that dies does to whatever it was about to do. */
class Killed extends Error {}

export const connection = { accountId: '3f1c0a52-6d0f-11ee-ac12-000c00000001', shopId: '1' }
const lane = connectionId(connection)

export interface RigOptions {
  settings?: Partial<OrderSettings>
  links?: VariantLinks
}

/**
 * `reconcileOrders` on both platforms in memory, its links kept as the reconciler keeps them. The process may die before or
 * after any effect: then nothing that it would have remembered at the end is remembered.
 */
export function createReconcileRig(options: RigOptions = {}) {
  let seconds = Date.parse('2026-11-01T10:00:00Z')
  const world = createWorld(() => new Date((seconds += 1000)).toISOString())
  const links = new Map<string, OrderLink>()
  const state = {
    kill: undefined as { at: number; when: 'before' | 'after' } | undefined,
    dead: false,
    effects: 0,
  }
  const notes: Note[] = []
  const news: Parameters<AnnounceSynced>[1][] = []
  const rig = {
    world,
    links,
    notes,
    news,
    settings: { ...settings(), ...options.settings } as OrderSettings,
    catalog: options.links ?? variantLinks(),
    /** Refuses an effect by its name. */
    refuse: new Map<string, Error>(),
    place(order: Partial<InsalesOrder> = {}) {
      const placed = totalled(insalesOrder(order))
      world.shop.set(placed.id, placed)
      rig.touch(placed.id)
      return placed.id
    },
    shopEdit(id: string, change: Partial<InsalesOrder>) {
      world.shop.set(id, { ...totalled({ ...world.shop.get(id)!, ...change }), updatedAt: world.tick() })
      rig.touch(id)
    },
    stockEdit(insalesId: string, change: Partial<MoyskladOrder>) {
      editStock(world, links.get(insalesId)!.moyskladOrderId!, change)
      rig.touch(insalesId)
    },
    touch: (id: string) =>
      void links.set(id, { ...(links.get(id) ?? newLink(id)), dirty: true, parked: false }),
    of: (id: string) => world.stock.get(links.get(id)?.moyskladOrderId ?? ''),
    run: () => run(),
    /** Until nothing is due any more. */
    async settle() {
      for (let turn = 0; turn < 10; turn += 1) {
        await run()
        if ([...links.values()].every((link) => !link.dirty || link.parked)) return
      }
      throw new Error('does not come to rest')
    },
    /** The n-th effect from now on is the last thing the process does, or the first it does not do any more. */
    killAt: (at: number, when: 'before' | 'after') =>
      Object.assign(state, { kill: { at, when }, effects: 0 }),
    restart: () => Object.assign(state, { kill: undefined, dead: false, effects: 0 }),
    effects: () => state.effects,
    isDead: () => state.dead,
  }
  world.effect = <T>(name: string, apply: () => T): T => {
    if (state.dead) throw new Killed()
    state.effects += 1
    world.calls.push(name)
    const { kill } = state
    const now = kill?.at === state.effects
    if (now && kill.when === 'before') throw die()
    const refused = rig.refuse.get(name)
    if (refused) throw refused
    const result = apply()
    if (now) throw die()
    return result
  }
  const die = () => {
    state.dead = true
    return new Killed('the process died')
  }

  async function run(): Promise<Map<string, Outcome<OrderLinkOwn>>> {
    const due = [...links.values()].filter((link) => link.dirty && !link.parked)
    if (due.length === 0) return new Map()
    const outcomes = await reconcileOrders(ports(rig))(structuredClone(due), turnOf()).catch(
      (error: unknown) => {
        if (state.dead) return undefined
        throw error
      },
    )
    if (!outcomes || state.dead) return new Map()
    for (const link of due) store(link, outcomes.get(link._id))
    return outcomes
  }

  function store(link: OrderLink, outcome: Outcome<OrderLinkOwn> | undefined): void {
    if (!outcome) throw new Error(`no outcome for ${link.key}`)
    const failed = outcome.kind === 'failed'
    const error = failed ? outcome.error : undefined
    links.set(link.key, {
      ...links.get(link.key)!,
      ...structuredClone(outcome.remember),
      dirty: outcome.kind !== 'done',
      parked: failed && (error!.kind === 'invalid' || error!.kind === 'missing'),
      failure: error
        ? { kind: error.kind, code: error.code, text: error.text, details: error.details, at: new Date() }
        : null,
    })
  }

  const turnOf = (): Turn<OrderLinkOwn> => ({
    lane,
    connection,
    fence: 1,
    deadline: new Date(Date.now() + 10_000),
    signal: new AbortController().signal,
    log: createLogger('test', 'silent'),
    async remember(link, set) {
      world.effect('remember', () =>
        links.set(link.key, { ...links.get(link.key)!, ...structuredClone(set) }),
      )
    },
    async touch() {},
  })
  return rig
}

export type ReconcileRig = ReturnType<typeof createReconcileRig>

function ports(rig: ReconcileRig): ReconcileOrdersPorts {
  const { world, links, notes, news } = rig
  const defaults = rig as unknown as { kept?: Defaults }
  return {
    insales: fakeInsales(world),
    moysklad: fakeMoysklad(world),
    goods: fakeGoods(world),
    catalog: { resolve: async () => rig.catalog },
    settings: { get: async () => ({ settings: orderSettingsSchema.parse(rig.settings), version: 1 }) },
    defaults: {
      get: async () => structuredClone(defaults.kept ?? {}),
      remember: async (_account, more) => void (defaults.kept = { ...defaults.kept, ...more }),
      rememberService: async (_account, syncId, id) =>
        void (defaults.kept = { ...defaults.kept, services: { ...defaults.kept?.services, [syncId]: id } }),
    },
    customers: fakeCustomers(rig),
    announce: (_connection, one) => void news.push(one),
    tell: async (_connection, more) => void notes.push(...more),
    links: {
      findByMoyskladOrder: async (_account, ids) =>
        [...links.values()].filter(({ moyskladOrderId }) => ids.includes(moyskladOrderId ?? '')),
    },
  }
}

function fakeCustomers(rig: ReconcileRig): ReconcileOrdersPorts['customers'] {
  const kept = ((rig as unknown as { customers?: Map<string, string> }).customers ??= new Map<
    string,
    string
  >())
  return {
    get: async (_account, identities) =>
      new Map([...kept].filter(([identity]) => identities.includes(identity))),
    remember: async (_account, ids) => ids.forEach((id, identity) => kept.set(identity, id)),
    forget: async (_account, identities) => identities.forEach((identity) => kept.delete(identity)),
  }
}

const newLink = (id: string): OrderLink => ({
  ...{
    _id: `${lane}/order/${id}`,
    lane,
    kind: 'order',
    key: id,
    wanted: 1,
    done: 0,
    dirty: true,
    priority: 10,
  },
  ...{ dueAt: new Date(0), touchedAt: new Date(0), attempts: 0, failure: null, parked: false, fence: 0 },
})

const createWorld = (tick: () => string): FakeWorld => ({
  effect: (_name, apply) => apply(),
  calls: [],
  shop: new Map(),
  stock: new Map(),
  payments: [],
  customers: new Map(),
  goneCustomers: new Set(),
  goods: new Map(),
  bundles: new Map(),
  currencies: { byCode: { RUB: 'cur-rub', KZT: 'cur-kzt' }, own: 'RUB' },
  organization: 'org-1',
  tick,
})
