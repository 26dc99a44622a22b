import type { ConnectionKey, OrderSettings } from '@skladbridge/contracts'
import type { LinkFields } from '@skladbridge/reconciler'
import type { SettingsStore } from '@skladbridge/settings'
import type { Customer } from '../domain/map-customer.js'
import type { InsalesLineChange } from '../domain/merge-lines.js'
import type {
  AssortmentRef,
  InsalesOrder,
  MoyskladOrder,
  OrderBase,
  PendingWrite,
  Position,
  VariantLinks,
} from '../domain/types.js'

/** Bounds of an outside call: the turn's. */
export interface CallBounds {
  deadline: Date
  signal: AbortSignal
}

export interface InsalesOrders {
  /** Those that exist, by id. */
  getMany(connection: ConnectionKey, ids: string[], bounds: CallBounds): Promise<Map<string, InsalesOrder>>
  update(
    connection: ConnectionKey,
    id: string,
    change: { status?: string; lines: InsalesLineChange[] },
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
  positions: Position[]
  settings: OrderSettings
}

export interface MoyskladOrders {
  getMany(accountId: string, ids: string[], bounds: CallBounds): Promise<Map<string, MoyskladOrder>>
  /** A repeat with the same syncId answers the order made before, unchanged. */
  create(accountId: string, order: NewOrder, bounds: CallBounds): Promise<MoyskladOrder>
  update(
    accountId: string,
    id: string,
    change: { stateId?: string; positions?: Position[] },
    bounds: CallBounds,
  ): Promise<MoyskladOrder>
  listChanged(accountId: string, from: SweepFrom, bounds: CallBounds): Promise<ChangedPage>
  findOrCreateCustomer(
    accountId: string,
    syncId: string,
    customer: Customer & { address: string },
    bounds: CallBounds,
  ): Promise<{ id: string; matches: number }>
  ensureService(accountId: string, syncId: string, name: string, bounds: CallBounds): Promise<AssortmentRef>
  firstOrganization(accountId: string, bounds: CallBounds): Promise<string | undefined>
}

export interface SweepFrom {
  since: string
  cursor: string
}

export interface ChangedPage {
  changed: { id: string; updated: string }[]
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
  base?: OrderBase | null
  /** An intent whose effect has not been seen yet. */
  pending?: PendingWrite | null
  /** `updated` of each side as last worked on: a sweep passes over what has not moved. */
  seen?: { insales?: string; moysklad?: string }
  /** What the last merge overrode. */
  conflicts?: string[]
  /** Why nothing is done about it. */
  idle?: 'too-old' | 'gone-insales' | 'gone-moysklad' | null
  /** Of a sweep link: how far it has come. */
  cursor?: string
}

export type OrderLink = LinkFields & OrderLinkOwn

export interface OrderLinks {
  /** Links of this account's connections that know the MoySklad order. */
  findByMoyskladOrder(accountId: string, moyskladOrderIds: string[]): Promise<OrderLink[]>
  find(lane: string, insalesOrderIds: string[]): Promise<OrderLink[]>
  /** Orders that wait for a product to be linked. */
  findWaitingForLinks(lane: string): Promise<OrderLink[]>
}

export type OrderSettingsStore = Pick<SettingsStore<OrderSettings>, 'get'>

/** What the account offers where the merchant chose nothing; looked up once. */
export interface Defaults {
  organizationId?: string
  deliveryServiceId?: string
}

export interface DefaultsStore {
  get(accountId: string): Promise<Defaults>
  remember(accountId: string, defaults: Defaults): Promise<void>
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

export const kinds = {
  order: 'order',
  sweepInsales: 'sweep-insales',
  sweepMoysklad: 'sweep-moysklad',
} as const
