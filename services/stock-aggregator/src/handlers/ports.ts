import type { ConnectionKey, StockSettings } from '@skladbridge/contracts'
import type { LinkFields } from '@skladbridge/reconciler'
import type { SettingsStore } from '@skladbridge/settings'
import type { LinkedVariant } from '../domain/decide-quantities.js'
import type { SentQuantity, StockRow } from '../domain/types.js'

/** Bounds of an outside call: the turn's. */
export interface CallBounds {
  deadline: Date
  signal: AbortSignal
}

export interface StockReport {
  stockType: string
  /** Rows per warehouse, unknown ones marked; else one row an assortment, unknown ones missing. */
  byStore: boolean
  changedSince?: Date
  assortmentIds?: string[]
  storeIds?: string[]
}

export interface MoyskladStock {
  /** The current-stock report in chunks, so that any number of rows needs constant memory. */
  current(accountId: string, report: StockReport, bounds: CallBounds): AsyncIterable<StockRow[]>
}

export interface InsalesVariants {
  /** Absolute quantities, any number; the connector sends hundreds. Answers how many requests it took. */
  updateQuantities(connection: ConnectionKey, quantities: SentQuantity[], bounds: CallBounds): Promise<number>
}

export interface CatalogLinks {
  /** The variants that take the stock of these assortments; unlinked ones are left out. */
  resolve(connection: ConnectionKey, assortmentIds: string[], bounds: CallBounds): Promise<LinkedVariant[]>
}

/** What stock-aggregator keeps of a piece of work besides the link itself. */
export interface StockLinkOwn {
  /** Of the fast path: everything that changed before this moment has been sent. */
  through?: Date
}

export type StockLink = LinkFields & StockLinkOwn

export interface SentStore {
  /** By variant id. */
  lastSent(lane: string, variantIds: string[]): Promise<Map<string, number>>
  remember(lane: string, sent: SentQuantity[], runId: string): Promise<void>
  /** In pages by assortment: variants told a quantity above zero that this run has not seen. */
  notSeenIn(lane: string, assortmentIds: ReadonlySet<string>): AsyncIterable<LinkedVariant[]>
}

export interface Run {
  id: string
  kind: 'full' | 'changed'
  startedAt: Date
  finishedAt: Date
  rowsRead: number
  changed: number
  written: number
  failed: number
  requests: number
}

export interface RunStore {
  add(connection: ConnectionKey, run: Run): Promise<void>
  /** Newest first. */
  list(connection: ConnectionKey, limit: number): Promise<Run[]>
}

export type StockSettingsStore = Pick<SettingsStore<StockSettings>, 'get'>

/** News for whoever listens: nobody waits for it, and it never fails. */
export type AnnounceRun = (connection: ConnectionKey, run: Run) => void

/** `item`: one assortment, just linked. `changed`: the fast path, one link a lane. `full`: the safe path, by the clock. */
export const kinds = { item: 'item', changed: 'changed', full: 'full' } as const
/** The key of the one `changed` and the one `full` link of a lane. */
export const THE_ONE = 'all'
