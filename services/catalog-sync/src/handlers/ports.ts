import type { CatalogSettings, ConnectionKey } from '@skladbridge/contracts'
import type { LinkFields } from '@skladbridge/reconciler'
import type { SettingsStore } from '@skladbridge/settings'
import type { CardChange, SkipReason, VariantChange } from '../domain/decide-product.js'
import type { InsalesProductRef, MoyskladProduct, Written } from '../domain/types.js'

/** Bounds of an outside call: the turn's. */
export interface CallBounds {
  deadline: Date
  signal: AbortSignal
}

export interface MoyskladProducts {
  /** Those that exist, by id; one request for up to 100. */
  getMany(
    accountId: string,
    refs: { kind: string; id: string }[],
    bounds: CallBounds,
  ): Promise<Map<string, MoyskladProduct>>
  /** Oldest change first. An empty cursor starts at `since`. */
  listChanged(
    accountId: string,
    from: { since: string; cursor: string },
    bounds: CallBounds,
  ): Promise<{ changed: MoyskladProduct[]; cursor: string; more: boolean }>
}

export interface InsalesProducts {
  /** The product that carries `mark`, if it was made since `since`. */
  findByMark(
    connection: ConnectionKey,
    mark: string,
    since: Date,
    bounds: CallBounds,
  ): Promise<InsalesProductRef | undefined>
  create(
    connection: ConnectionKey,
    mark: string,
    wanted: Written,
    bounds: CallBounds,
  ): Promise<InsalesProductRef>
  updateCard(
    connection: ConnectionKey,
    productId: string,
    card: CardChange,
    bounds: CallBounds,
  ): Promise<void>
  /** Any number; the connector sends hundreds. */
  updateVariants(
    connection: ConnectionKey,
    changes: ({ id: string } & VariantChange)[],
    bounds: CallBounds,
  ): Promise<void>
}

/** What catalog-sync keeps of a product besides the link itself; a link just made has its kind only. */
export interface ProductLinkOwn {
  assortmentKind?: string
  insalesProductId?: string
  insalesVariantId?: string
  /** A create whose effect has not been seen yet, or not been told: since when to look for it in the shop. */
  intentAt?: Date | null
  written?: Written | null
  /** MoySklad's `updated` as last worked on: a sweep passes over what has not moved. */
  seenUpdated?: string
  skipped?: SkipReason | 'gone' | null
  /** Of a sweep link: how far it has come. */
  cursor?: string
}

export type ProductLink = LinkFields & ProductLinkOwn

export interface ResolvedLink extends InsalesProductRef {
  assortmentId: string
  assortmentKind: string
}

export interface ProductLinks {
  find(lane: string, assortmentIds: string[]): Promise<ProductLink[]>
  resolve(
    lane: string,
    keys: { assortmentIds: string[]; insalesVariantIds: string[] },
  ): Promise<ResolvedLink[]>
}

export type CatalogSettingsStore = Pick<SettingsStore<CatalogSettings>, 'get'>

/** Tells the others that a product is linked now: its stock can be sent, orders that waited can go. */
export type AnnounceLinked = (connection: ConnectionKey, link: ResolvedLink) => Promise<void>

export const kinds = { product: 'product', sweepMoysklad: 'sweep-moysklad' } as const
