import type { ConnectionKey, OrderSettings } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import type { LinkFields } from '@skladbridge/reconciler'
import type { SettingsStore } from '@skladbridge/settings'
import type { Candidate } from '../domain/adopt.js'
import type { Skipped } from '../domain/decide-birth.js'
import type { InsalesChange, MoyskladChange } from '../domain/decide-order.js'
import type { PaymentKind, PaymentMemory } from '../domain/decide-payment.js'
import type { Customer } from '../domain/map-customer.js'
import type { Note } from '../domain/notes.js'
import type {
  AssortmentRef,
  Attribute,
  InsalesOrder,
  MoyskladOrder,
  OrderBase,
  Part,
  PendingWrite,
  Position,
  VariantLinks,
} from '../domain/types.js'

/** Bounds of an outside call: the turn's. */
export interface CallBounds {
  deadline: Date
  signal: AbortSignal
}

/** How one element of a request for many ended. */
export type Each<T> = { ok: T } | { error: AppError }

export interface WantedOrder {
  id: string
  /** RFC 3339: `updatedAt` when it was last read; empty = never. */
  seenAt: string
  /** When we were first told to look at it again. */
  touchedAt: Date
}

export interface ReadShopOrders {
  /** Those that exist and can be read. */
  orders: Map<string, InsalesOrder>
  unreadable: Map<string, AppError>
}

/** Reads the orders of one piece of work, part by part. */
export type ReadOrders = (ids: string[], bounds: CallBounds) => Promise<ReadShopOrders>

export interface InsalesOrders {
  /** `wanted`: all orders that will be asked for, so that many are read from few lists. */
  openReader(connection: ConnectionKey, wanted: readonly WantedOrder[]): ReadOrders
  update(
    connection: ConnectionKey,
    order: Pick<InsalesOrder, 'id' | 'hasCustomStatuses'>,
    change: InsalesChange,
    bounds: CallBounds,
  ): Promise<InsalesOrder>
  /** Oldest change first. An empty cursor starts at `since`. */
  listChanged(connection: ConnectionKey, from: SweepFrom, bounds: CallBounds): Promise<ChangedPage>
}

export interface NewOrder {
  syncId: string
  name: string
  externalCode: string
  moment: string
  agentId: string
  organizationId: string
  stateId: string
  description: string
  shipmentAddress: string
  plannedMoment: string
  /** Empty = the account's own. */
  currencyId: string
  positions: Position[]
  attributes: Attribute[]
  settings: OrderSettings
}

export interface NewPayment {
  syncId: string
  kind: PaymentKind
  orderId: string
  organizationId: string
  agentId: string
  sumMinor: number
  moment: string
  purpose: string
  currencyId: string
  settings: OrderSettings
}

export interface FoundCustomer {
  id: string
  created: boolean
  /** How many fitted. */
  matches: number
}

export interface GoodsKey {
  sku: string
  barcode: string
  externalCode: string
}

export interface MoyskladOrders {
  getMany(accountId: string, ids: string[], bounds: CallBounds): Promise<Map<string, MoyskladOrder>>
  /** Without positions; what has gone to the bin is not found. */
  find(
    accountId: string,
    keys: { externalCodes?: string[]; names?: string[] },
    bounds: CallBounds,
  ): Promise<Candidate[]>
  /** A repeat with the same syncId answers the order made before, unchanged. */
  createMany(accountId: string, orders: NewOrder[], bounds: CallBounds): Promise<Each<MoyskladOrder>[]>
  updateMany(
    accountId: string,
    changes: (MoyskladChange & { order: MoyskladOrder })[],
    bounds: CallBounds,
  ): Promise<Each<MoyskladOrder>[]>
  listChanged(accountId: string, from: SweepFrom, bounds: CallBounds): Promise<ChangedPage>
  findOrCreateCustomers(
    accountId: string,
    customers: (Customer & { syncId: string })[],
    settings: OrderSettings['counterparty'],
    bounds: CallBounds,
  ): Promise<Each<FoundCustomer>[]>
  createPayments(
    accountId: string,
    payments: NewPayment[],
    bounds: CallBounds,
  ): Promise<Each<{ id: string }>[]>
  updatePayments(
    accountId: string,
    payments: (PaymentMemory & { description: string })[],
    bounds: CallBounds,
  ): Promise<Each<{ id: string }>[]>
}

/** What orders need of the account besides orders. */
export interface MoyskladGoods {
  /** For each key those that fit, in the same order. */
  find(accountId: string, keys: GoodsKey[], bounds: CallBounds): Promise<AssortmentRef[][]>
  getBundles(accountId: string, ids: string[], bounds: CallBounds): Promise<Map<string, Part[]>>
  ensureService(accountId: string, syncId: string, name: string, bounds: CallBounds): Promise<AssortmentRef>
  firstOrganization(accountId: string, bounds: CallBounds): Promise<string | undefined>
  /** ISO code → id, and the code of the account's own. */
  currencies(accountId: string, bounds: CallBounds): Promise<{ byCode: Record<string, string>; own: string }>
}

export interface SweepFrom {
  since: string
  cursor: string
}

export interface ChangedPage {
  /** `version`: whatever differs once the order has. */
  changed: { id: string; version: string }[]
  cursor: string
  more: boolean
}

export interface CatalogLinks {
  resolve(
    connection: ConnectionKey,
    keys: { variantIds: string[]; assortmentIds: string[] },
    bounds: CallBounds,
  ): Promise<VariantLinks>
}

/** What order-sync keeps of an order besides the link itself; a link just made has nothing of it. */
export interface OrderLinkOwn {
  insalesNumber?: string
  moyskladOrderId?: string
  moyskladName?: string
  base?: OrderBase | null
  /** An intent whose effect has not been seen yet. */
  pending?: PendingWrite | null
  /** The version of each side as last worked on: a sweep passes over what has not moved. */
  seen?: { insales?: string; moysklad?: string }
  /** What the last merge overrode. */
  conflicts?: string[]
  /** Why nothing is done about it. */
  idle?: Skipped | 'gone-insales' | 'gone-moysklad' | null
  /** Goods that were found for lines without a linked product. */
  found?: { line: string; assortment: AssortmentRef }[]
  payment?: PaymentMemory | null
  /** How often the merchant wanted it made anew, and how often that was done. */
  resend?: number
  resent?: number
  /** RFC 3339: of work that was put off, since when something is known to have changed. */
  lookFrom?: string | null
  /** How often in a row what was written had to be followed by more. */
  followUps?: number
  /** Of a sweep link: how far it has come. */
  cursor?: string
}

export type OrderLink = LinkFields & OrderLinkOwn

export interface OrderLinks {
  /** Links of this account's connections that know the MoySklad order. */
  findByMoyskladOrder(accountId: string, moyskladOrderIds: string[]): Promise<OrderLink[]>
  /** Is any order of these lanes being made in MoySklad right now? Then its id there is not remembered yet. */
  isAnyBeingMade(lanes: string[]): Promise<boolean>
  find(lane: string, insalesOrderIds: string[]): Promise<OrderLink[]>
  /** By the shop's number or MoySklad's name, newest first. */
  findByNumber(lane: string, number: string): Promise<OrderLink | undefined>
  /** Not in step: waiting, parked or left alone; longest waiting first, after `cursor`. */
  listWaiting(lane: string, cursor: string, limit: number): Promise<OrderLink[]>
  /** Orders that wait for a product to be linked. */
  findWaitingForLinks(lane: string): Promise<OrderLink[]>
  /** False when the order was not deleted in MoySklad: there is nothing to make anew. */
  wantResent(lane: string, insalesOrderId: string): Promise<boolean>
}

export type OrderSettingsStore = Pick<SettingsStore<OrderSettings>, 'get'>

/** What the account offers where the merchant chose nothing; looked up once. */
export interface Defaults {
  organizationId?: string
  /** By syncId. */
  services?: Record<string, string>
  currencies?: { byCode: Record<string, string>; own: string }
}

export interface DefaultsStore {
  get(accountId: string): Promise<Defaults>
  remember(accountId: string, defaults: Omit<Defaults, 'services'>): Promise<void>
  rememberService(accountId: string, syncId: string, id: string): Promise<void>
}

/** Which counterparty a customer is: spares the search for those who buy again. */
export interface CustomerStore {
  get(accountId: string, identities: string[]): Promise<Map<string, string>>
  remember(accountId: string, ids: ReadonlyMap<string, string>): Promise<void>
  /** Deleted in MoySklad. */
  forget(accountId: string, identities: string[]): Promise<void>
}

/** News for whoever listens: nobody waits for it, and it never fails. */
export type AnnounceSynced = (
  connection: ConnectionKey,
  news: {
    insalesOrderId: string
    moyskladOrderId: string
    outcome: 'created' | 'adopted' | 'updated-moysklad' | 'updated-insales' | 'updated-both'
  },
) => void

/** Sentences for the merchant's journal. Never fails the work it tells of. */
export type Tell = (connection: ConnectionKey, notes: Note[]) => Promise<void>

export const kinds = {
  order: 'order',
  sweepInsales: 'sweep-insales',
  sweepMoysklad: 'sweep-moysklad',
} as const
