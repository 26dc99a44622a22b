import { stockSettingsSchema, type StockSettings } from '@skladbridge/contracts'
import type { NewEntry } from '@skladbridge/journal'
import { fakeTurn } from '@skladbridge/reconciler/testing'
import type { Hold } from '../domain/decide-hold.js'
import type { Component, Level, LinkedVariant, StockRow } from '../domain/types.js'
import type { Run, SentRow, StockLink, StockLinkOwn, StockPorts, StockReport } from '../handlers/ports.js'
import { fakeStores } from './fake-stores.js'

export const connection = { accountId: 'acc', shopId: '1' }
export const lane = 'acc.1'

/** MoySklad, the shop, the links and what is kept, in memory. */
export interface StockWorld {
  ports: StockPorts
  settings: StockSettings
  set(settings: Partial<StockSettings>): void
  /** What lies where in MoySklad; `changed` of them since the last look. */
  rows: StockRow[]
  changed: Set<string>
  linked: LinkedVariant[]
  components: Map<string, Component[]>
  /** By variant id; null = not tracked. */
  shop: Map<string, Level | null>
  /** The shop takes no notice of what is written to these variants. */
  deaf: Set<string>
  /** Called before each call outside; may throw. */
  before: { read(): void; write(chunk: number): void; remember(): void }
  reports: StockReport[]
  writes: string[][]
  runs: Run[]
  told: NewEntry[]
  sent: Map<string, SentRow & { unverified: boolean }>
  holds: Map<string, Hold>
  lastOrderAt: Date | undefined
  now: Date
  turn(): ReturnType<typeof fakeTurn<StockLinkOwn>>
  /** A product with stock in the shop's first variant. */
  stocked(id: string, quantity: number, storeId?: string): void
}

export const linkOf = (kind: string, key = 'all', own: StockLinkOwn = {}): StockLink =>
  ({ _id: `${lane}/${kind}/${key}`, lane, kind, key, ...own }) as StockLink

export const pair = (assortmentId: string, more: Partial<LinkedVariant> = {}): LinkedVariant => ({
  assortmentId,
  kind: 'product',
  insalesProductId: `p-${assortmentId}`,
  insalesVariantId: `v-${assortmentId}`,
  first: true,
  ...more,
})

export function createStockWorld(): StockWorld {
  const stores = fakeStores()
  const quiet = () => undefined
  const world = {
    settings: stockSettingsSchema.parse({ syncStock: true }),
    set: (settings: Partial<StockSettings>) => void Object.assign(world.settings, settings),
    rows: [],
    changed: new Set(),
    linked: [],
    components: new Map(),
    shop: new Map(),
    deaf: new Set(),
    before: { read: quiet, write: quiet, remember: quiet },
    reports: [],
    writes: [],
    told: [],
    lastOrderAt: undefined,
    now: new Date('2026-01-02T00:00:00Z'),
    turn: () => fakeTurn<StockLinkOwn>(connection),
    stocked(id: string, quantity: number, storeId = 's0') {
      world.rows.push({ assortmentId: id, storeId, quantity, unknown: false })
      world.linked.push(pair(id))
    },
    ...stores.kept,
  } as unknown as StockWorld
  world.ports = {
    ...stores.ports,
    ...moyskladOf(world),
    ...insalesOf(world),
    ...othersOf(world),
    sent: {
      ...stores.ports.sent,
      async remember(...args) {
        world.before.remember()
        await stores.ports.sent.remember(...args)
      },
    },
  }
  return world
}

const moyskladOf = (world: StockWorld): Pick<StockPorts, 'moysklad'> => ({
  moysklad: {
    async *current(_accountId, report) {
      world.before.read()
      world.reports.push(report)
      const { assortmentIds, storeIds = [], changedSince, byStore } = report
      const shown = world.rows.filter(
        (row) =>
          (!assortmentIds || assortmentIds.includes(row.assortmentId)) &&
          (storeIds.length === 0 || storeIds.includes(row.storeId)) &&
          (!changedSince || world.changed.has(row.assortmentId)) &&
          (byStore || !row.unknown),
      )
      const rows = report.stockType === 'inTransit' ? shown.map((row) => ({ ...row, quantity: 1 })) : shown
      for (const row of rows) yield [byStore ? row : { ...row, storeId: '' }]
    },
    components: async (_accountId, ids) =>
      new Map(
        ids.flatMap((id) => (world.components.has(id) ? [[id, world.components.get(id)!] as const] : [])),
      ),
  },
})

function insalesOf(world: StockWorld): Pick<StockPorts, 'insales'> {
  const variantsOf = (productIds: readonly string[]) =>
    world.linked
      .filter((link) => productIds.includes(link.insalesProductId) && world.shop.has(link.insalesVariantId))
      .map(({ insalesProductId, insalesVariantId }) => ({
        insalesProductId,
        insalesVariantId,
        level: world.shop.get(insalesVariantId) ?? undefined,
      }))
  return {
    insales: {
      async updateQuantities(_connection, changes) {
        world.before.write(world.writes.length)
        world.writes.push(changes.map((change) => `${change.insalesVariantId}=${change.level.quantity}`))
        for (const { insalesVariantId, level } of changes)
          if (!world.deaf.has(insalesVariantId)) world.shop.set(insalesVariantId, level)
        return Math.ceil(changes.length / 100)
      },
      readProducts: async (_connection, productIds) => variantsOf(productIds),
      async *readAll() {
        const products = [...new Set(world.linked.map((link) => link.insalesProductId))]
        yield { variants: variantsOf(products), cursor: 'next' }
      },
    },
  }
}

const othersOf = (
  world: StockWorld,
): Pick<StockPorts, 'catalog' | 'settings' | 'journal' | 'orders' | 'announce' | 'now' | 'uuid'> => {
  let made = 0
  return {
    catalog: {
      async resolve(_connection, ids, { whole }) {
        const found = world.linked.filter((link) => ids.includes(link.assortmentId))
        const products = new Set(found.map((link) => link.insalesProductId))
        return whole ? world.linked.filter((link) => products.has(link.insalesProductId)) : found
      },
    },
    settings: { get: async () => ({ settings: world.settings, version: 1 }) },
    journal: { write: async (entries) => void world.told.push(...entries) },
    orders: { heard: async () => undefined, lastAt: async () => world.lastOrderAt },
    announce: async () => undefined,
    now: () => world.now,
    uuid: () => `run-${(made += 1)}`,
  }
}
