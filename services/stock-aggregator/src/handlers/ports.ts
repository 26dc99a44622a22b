import type { ConnectionKey, StockSettings } from '@skladbridge/contracts'
import type { Journal } from '@skladbridge/journal'
import type { LinkFields, Turn } from '@skladbridge/reconciler'
import type { SettingsStore } from '@skladbridge/settings'
import type { Hold } from '../domain/decide-hold.js'
import type { Bundles, Change, Component, Level, LinkedVariant, StockRow } from '../domain/types.js'

/** Bounds of an outside call: the turn's. */
export interface CallBounds {
  deadline: Date
  signal: AbortSignal
}

export interface StockReport {
  /** stock | freeStock | quantity | inTransit */
  stockType: string
  /** Rows per warehouse, unknown ones marked; else one row an assortment, unknown ones missing. */
  byStore: boolean
  changedSince?: Date
  /** At most `NAMED_AT_MOST`: one request. */
  assortmentIds?: readonly string[]
  storeIds?: readonly string[]
}

/** As many ids as one request of MoySklad's takes; for more, the whole report costs less. */
export const NAMED_AT_MOST = 150

export interface MoyskladStock {
  /** The current-stock report in chunks, so that any number of rows needs constant memory. */
  current(accountId: string, report: StockReport, bounds: CallBounds): AsyncIterable<StockRow[]>
  /** What bundles consist of, a hundred a request; those that are gone are missing. */
  components(accountId: string, bundleIds: readonly string[], bounds: CallBounds): Promise<Bundles>
}

/** A variant as the shop has it; `level` undefined = its stock is not tracked. */
export interface ShopVariant {
  insalesProductId: string
  insalesVariantId: string
  level: Level | undefined
}

export interface InsalesVariants {
  /** Absolute quantities, any number; the connector sends hundreds. Answers how many requests it took. */
  updateQuantities(
    connection: ConnectionKey,
    changes: readonly Pick<Change, 'insalesVariantId' | 'level'>[],
    bounds: CallBounds,
  ): Promise<number>
  /** Of up to a hundred products, in one request. */
  readProducts(
    connection: ConnectionKey,
    productIds: readonly string[],
    bounds: CallBounds,
  ): Promise<ShopVariant[]>
  /** Of the whole shop, a page of up to 250 products a request. */
  readAll(
    connection: ConnectionKey,
    cursor: string,
    bounds: CallBounds,
  ): AsyncIterable<{ variants: ShopVariant[]; cursor: string }>
}

export interface CatalogLinks {
  /** The variants of these assortments; unlinked ones are left out. `whole`: with all others of their products. */
  resolve(
    connection: ConnectionKey,
    assortmentIds: readonly string[],
    options: { whole: boolean },
    bounds: CallBounds,
  ): Promise<LinkedVariant[]>
}

/** What stock-aggregator keeps of a piece of work besides the link itself. */
export interface StockLinkOwn {
  /** Of the fast path: everything that changed before this moment has been sent. */
  through?: Date
  /** Of the reading back: how far it has come; empty = at the beginning. */
  cursor?: string
}

export type StockLink = LinkFields & StockLinkOwn
export type StockTurn = Turn<StockLinkOwn>

/** What a variant was told, and when. */
export interface SentRow {
  assortmentId: string
  insalesProductId: string
  insalesVariantId: string
  level: Level
  /** What it was told before that. */
  before: Level | undefined
  sentAt: Date
  /** How often it was sent and not found when read back. */
  lost: number
}

export interface SentStore {
  /** By variant id. */
  lastSent(lane: string, variantIds: readonly string[]): Promise<Map<string, Level>>
  remember(lane: string, changes: readonly Change[], runId: string): Promise<void>
  /** In pages: variants told more than `none` of an assortment that this report has not seen. */
  notSeen(
    lane: string,
    none: number,
    isSeen: (assortmentId: string) => boolean,
  ): AsyncIterable<{ assortmentId: string; insalesVariantId: string }[]>
  /** How many variants were told more than `none`. */
  countAbove(lane: string, none: number): Promise<number>
  forget(lane: string, variantIds: readonly string[]): Promise<void>
  rows(lane: string, variantIds: readonly string[]): Promise<SentRow[]>
  /** Sent and not yet read back, oldest first. */
  unverified(lane: string, limit: number): Promise<SentRow[]>
  verified(lane: string, variantIds: readonly string[]): Promise<void>
  /** The same once more: to be read back again, once more lost. */
  sentAgain(lane: string, variantIds: readonly string[]): Promise<void>
}

export interface BundleStore {
  /** Takes note of bundles; what they consist of is read when somebody asks. */
  note(lane: string, ids: readonly string[]): Promise<void>
  put(lane: string, bundles: ReadonlyMap<string, readonly Component[]>, readAt: Date): Promise<void>
  /** Known ones, with when each was read. */
  get(lane: string, ids: readonly string[]): Promise<Map<string, { components: Component[]; readAt: Date }>>
  ids(lane: string): Promise<string[]>
  withComponents(lane: string, assortmentIds: readonly string[]): Promise<string[]>
}

export interface HoldStore {
  get(lane: string): Promise<Hold | undefined>
  put(lane: string, hold: Hold): Promise<void>
  /** Undefined, and nothing changed, when this run is not held. */
  decide(
    lane: string,
    runId: string,
    state: 'confirmed' | 'rejected',
    decidedAt: Date,
  ): Promise<Hold | undefined>
  clear(lane: string): Promise<void>
}

/** When a shop last had news of an order. */
export interface OrderNews {
  heard(lane: string, at: Date): Promise<void>
  lastAt(lane: string): Promise<Date | undefined>
}

export interface Run {
  id: string
  kind: 'full' | 'changed' | 'read-back'
  state: 'done' | 'held' | 'failed'
  startedAt: Date
  finishedAt: Date
  rowsRead: number
  changed: number
  written: number
  failed: number
  requests: number
  /** Why it failed or is held, the text in Russian. */
  failureCode: string
  failureText: string
}

export interface RunStore {
  add(connection: ConnectionKey, run: Run): Promise<void>
  /** Newest first. */
  list(connection: ConnectionKey, limit: number): Promise<Run[]>
}

export type StockSettingsStore = Pick<SettingsStore<StockSettings>, 'get'>

/** News for whoever listens: nobody waits for it, and it never fails. */
export type AnnounceRun = (connection: ConnectionKey, run: Run) => Promise<void>

/** The merchant's journal; never rejects, and tells the same key once. */
export type StockJournal = Pick<Journal, 'write'>

export interface StockPorts {
  moysklad: MoyskladStock
  insales: InsalesVariants
  catalog: CatalogLinks
  sent: SentStore
  bundles: BundleStore
  holds: HoldStore
  orders: OrderNews
  runs: RunStore
  settings: StockSettingsStore
  journal: StockJournal
  announce: AnnounceRun
  now(): Date
  uuid(): string
}

/**
 * `item`: one assortment, just linked. `changed`: the fast path. `full`: the safe path, by the clock. `verify`: what was
 * just written is read back. `readBack`: the whole shop is read back, daily. Of all but `item` one link a lane.
 */
export const kinds = {
  item: 'item',
  changed: 'changed',
  full: 'full',
  verify: 'verify',
  readBack: 'read-back',
} as const
/** The key of the one link of such a kind. */
export const THE_ONE = 'all'
