import type { CatalogSettings, ConnectionKey } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import type { LinkFields } from '@skladbridge/reconciler'
import type { SettingsStore } from '@skladbridge/settings'
import type { SkipReason } from '../domain/decide-fate.js'
import type { Collection, Folder, FolderLink } from '../domain/decide-folders.js'
import type { BoundImage, WantedImage } from '../domain/decide-images.js'
import type { Currencies } from '../domain/money.js'
import type {
  CardValues,
  Good,
  OptionValue,
  Pair,
  Prices,
  ShopImage,
  ShopProduct,
  VariantValues,
  WrittenCard,
} from '../domain/types.js'

/** Bounds of an outside call: the turn's. */
export interface CallBounds {
  deadline: Date
  signal: AbortSignal
}

export interface GoodRef {
  kind: string
  id: string
}

export interface AttributeWrite {
  goodId: string
  kind: 'product' | 'bundle'
  value: string
}

export interface MoyskladCatalog {
  /** Those that exist, by id; one request for up to 100. */
  getMany(
    accountId: string,
    refs: GoodRef[],
    also: { images: boolean; components: boolean },
    bounds: CallBounds,
  ): Promise<Map<string, Good>>
  /** All modifications of up to 100 products. */
  listVariants(
    accountId: string,
    productIds: string[],
    also: { images: boolean },
    bounds: CallBounds,
  ): Promise<Good[]>
  /** Oldest change first. An empty cursor starts at `since`. */
  listChanged(
    accountId: string,
    from: { since: string; cursor: string },
    bounds: CallBounds,
  ): Promise<{ changed: Good[]; cursor: string; more: boolean }>
  listFolders(accountId: string, bounds: CallBounds): Promise<Folder[]>
  /** Pieces by assortment id; what is not listed has none. */
  stock(accountId: string, assortmentIds: string[], bounds: CallBounds): Promise<Map<string, number>>
  /** Pieces of everything whose stock moved since then, in chunks; at most a day back. */
  stockChanged(
    accountId: string,
    since: Date,
    bounds: CallBounds,
  ): AsyncIterable<{ id: string; quantity: number }[]>
  /** The additional field of this name, made if absent: its id. */
  ensureAttribute(accountId: string, name: string, bounds: CallBounds): Promise<string>
  /** Writes one field of many goods; says for each whether it went well. */
  writeAttribute(
    accountId: string,
    attribute: { id: string; name: string },
    writes: AttributeWrite[],
    bounds: CallBounds,
  ): Promise<Map<string, AppError | undefined>>
  downloadImage(
    accountId: string,
    owner: GoodRef,
    imageId: string,
    bounds: CallBounds,
  ): Promise<{ filename: string; content: Uint8Array }>
  currencies(accountId: string, bounds: CallBounds): Promise<Currencies>
  priceTypes(accountId: string, bounds: CallBounds): Promise<Set<string>>
}

export interface NewProduct {
  mark: string
  values: CardValues
  variants: Partial<VariantValues>[]
  bundle: boolean
  components: { productId: string; variantId: string; quantity: number }[]
}

export interface VariantWrite {
  /** Absent = make it. */
  id?: string
  remove?: boolean
  values?: Partial<VariantValues>
  /** Empty = no picture. */
  imageId?: string
}

export interface ProductWrite {
  values: CardValues
  variants: VariantWrite[]
  newOptions: OptionValue[]
}

export interface InsalesCatalog {
  getMany(connection: ConnectionKey, ids: string[], bounds: CallBounds): Promise<Map<string, ShopProduct>>
  /** The product that carries `mark`, if it was made since `since`. */
  findByMark(
    connection: ConnectionKey,
    mark: string,
    since: Date,
    bounds: CallBounds,
  ): Promise<ShopProduct | undefined>
  /** Out of the archive, where it is now or was before; false: there is none. */
  recover(connection: ConnectionKey, id: string, bounds: CallBounds): Promise<boolean>
  create(connection: ConnectionKey, product: NewProduct, bounds: CallBounds): Promise<ShopProduct>
  update(connection: ConnectionKey, id: string, write: ProductWrite, bounds: CallBounds): Promise<ShopProduct>
  /** Any number; the connector sends hundreds. */
  updatePrices(
    connection: ConnectionKey,
    changes: { id: string; prices: Prices }[],
    bounds: CallBounds,
  ): Promise<void>
  /** From the oldest change on, 250 a page; an empty cursor starts at the beginning. */
  listChanged(
    connection: ConnectionKey,
    cursor: string,
    bounds: CallBounds,
  ): Promise<{ products: ShopProduct[]; cursor: string; more: boolean }>
  addToCollection(
    connection: ConnectionKey,
    productId: string,
    collectionId: string,
    bounds: CallBounds,
  ): Promise<void>
  removeFromCollection(
    connection: ConnectionKey,
    productId: string,
    collectionId: string,
    bounds: CallBounds,
  ): Promise<void>
  addImage(
    connection: ConnectionKey,
    productId: string,
    image: { filename: string; content: Uint8Array; title: string; position: number },
    bounds: CallBounds,
  ): Promise<ShopImage>
  moveImage(
    connection: ConnectionKey,
    productId: string,
    imageId: string,
    position: number,
    bounds: CallBounds,
  ): Promise<void>
  deleteImage(
    connection: ConnectionKey,
    productId: string,
    imageId: string,
    bounds: CallBounds,
  ): Promise<void>
  listCollections(connection: ConnectionKey, bounds: CallBounds): Promise<Collection[]>
  createCollection(
    connection: ConnectionKey,
    collection: { title: string; parentId: string },
    bounds: CallBounds,
  ): Promise<Collection>
  updateCollection(
    connection: ConnectionKey,
    id: string,
    change: { title?: string; parentId?: string },
    bounds: CallBounds,
  ): Promise<void>
  /** Method names of the extra price kinds. */
  priceKinds(connection: ConnectionKey, bounds: CallBounds): Promise<Set<string>>
  /** In the shop's dictionary of options. `taken`: another option has that name already; `missing`: there is none. */
  renameOption(
    connection: ConnectionKey,
    from: string,
    to: string,
    bounds: CallBounds,
  ): Promise<'renamed' | 'taken' | 'missing'>
}

/** A write whose effect has not been seen yet. */
export interface Intent {
  kind: 'create' | 'update' | 'images'
  at: Date
}

/** What catalog-sync keeps besides the link itself. A link just made has what its touch gave it. */
export interface ProductLinkOwn {
  /** Of a card: product | bundle. */
  assortmentKind?: string
  /** Made by a load: created as a blank even while product sync is off. */
  birth?: 'load' | null
  title?: string
  sku?: string
  /** How many variants the shop has for it. */
  variants?: number
  insalesProductId?: string | null
  intent?: Intent | null
  written?: WrittenCard | null
  /** «ID товара inSales» as we wrote it last. */
  attribute?: string | null
  /** The merchant cleared «ID товара inSales»: not made again until it is filled. */
  unlinked?: boolean | null
  /** MoySklad's `updated` and the fingerprint as last worked on: a sweep passes over what has not moved. */
  seenUpdated?: string
  seen?: string
  skipped?: SkipReason | null
  /** Folders (`folder:<id>`) and goods (`good:<id>`) it cannot be finished without. */
  waitsFor?: string[] | null
  /** Asked to look at the shop's own state, and looked: somebody may have changed it there by hand. */
  observeWanted?: number
  observeDone?: number
  /** Pictures that the shop should show, in order; the link of kind `images` sees to them. */
  wantedImages?: WantedImage[] | null
  /** Last written to or found in step. */
  syncedAt?: Date | null
  /** Seen by the comparison that began at this moment. */
  comparedMoysklad?: Date | null
  comparedInsales?: Date | null

  /** Of an images link. */
  images?: BoundImage[] | null
  /** MoySklad's ids of pictures that the shop would not take; told once. */
  refusedImages?: string[] | null

  /** Of sweeps, walks and the comparison: how far it has come. */
  cursor?: string
  phase?: string | null
  startedAt?: Date | null
  /** Of the settings link: the settings as last seen to. */
  applied?: CatalogSettings | null
}

export type ProductLink = LinkFields & ProductLinkOwn

export interface PairRef {
  assortmentId: string
  kind: string
  insalesProductId: string
  insalesVariantId: string
  first: boolean
}

/** Which sellable thing is which variant. Written under the lane's lease only, always the same for the same work. */
export interface Pairs {
  ofCards(lane: string, cardIds: string[]): Promise<Map<string, Pair[]>>
  ofProducts(lane: string, insalesProductIds: string[]): Promise<Pair[]>
  byAssortments(lane: string, ids: string[]): Promise<Pair[]>
  bySkus(lane: string, skus: string[]): Promise<Pair[]>
  byBarcodes(lane: string, barcodes: string[]): Promise<Pair[]>
  /** By either side; what is not known is not in the answer. */
  resolve(lane: string, keys: { assortmentIds: string[]; insalesVariantIds: string[] }): Promise<PairRef[]>
  put(lane: string, pairs: Pair[]): Promise<void>
  remove(lane: string, assortmentIds: string[]): Promise<void>
  announced(lane: string, assortmentIds: string[]): Promise<void>
}

/** What a walk over many links looks for. */
export interface LinkQuery {
  /** In the shop or not; absent = both. */
  linked?: boolean
  skipped?: SkipReason[]
  assortmentKind?: string
}

export interface ProductLinks {
  find(lane: string, cardIds: string[]): Promise<ProductLink[]>
  ofProducts(lane: string, insalesProductIds: string[]): Promise<ProductLink[]>
  images(lane: string, cardIds: string[]): Promise<ProductLink[]>
  /** Keys after `after`, in order. */
  page(lane: string, query: LinkQuery, after: string, limit: number): Promise<ProductLink[]>
  count(lane: string, query: LinkQuery): Promise<number>
  waitingFor(lane: string, what: string[]): Promise<ProductLink[]>
  /** The next reconcile of these (of kind product or images) looks at the shop first. */
  askToObserve(lane: string, kind: 'product' | 'images', cardIds: string[]): Promise<void>
  seenByComparison(lane: string, side: 'moysklad' | 'insales', ids: string[], startedAt: Date): Promise<void>
  /** Linked cards that the comparison which began then has not seen on this side. */
  unseenByComparison(
    lane: string,
    side: 'moysklad' | 'insales',
    startedAt: Date,
    limit: number,
  ): Promise<ProductLink[]>
}

export const productStates = ['waiting', 'synced', 'parked', 'skipped'] as const
export type ProductStateName = (typeof productStates)[number]

export interface ListQuery {
  /** Part of a name, or a whole SKU. */
  search: string
  /** Cards found otherwise. */
  cardIds: string[]
  state: ProductStateName | ''
  cursor: string
  limit: number
}

/** What the merchant's list of products asks of the store. */
export interface ProductList {
  /** Latest work first, after the cursor; an empty cursor in the answer = that was all. */
  list(lane: string, query: ListQuery): Promise<{ links: ProductLink[]; cursor: string }>
}

export interface FolderLinks {
  all(lane: string): Promise<FolderLink[]>
  put(lane: string, links: FolderLink[]): Promise<void>
  remove(lane: string, folderIds: string[]): Promise<void>
}

/** The name of «ID товара inSales» of each connection of an account: the first has the plain one. */
export interface AttributeNames {
  get(lane: string): Promise<{ name: string; id: string } | undefined>
  /** The name that is this lane's for good; `others` are tried in order. */
  claim(lane: string, accountId: string, names: string[]): Promise<string>
  remember(lane: string, attribute: { name: string; id: string }): Promise<void>
  forget(lane: string): Promise<void>
}

export type CatalogSettingsStore = Pick<SettingsStore<CatalogSettings>, 'get'>

/** Tells the others that these are linked now: their stock can be sent, orders that waited can go. */
export type AnnounceLinked = (connection: ConnectionKey, pairs: PairRef[]) => Promise<void>

/** A line for the merchant. Writing it never fails the work it tells of. */
export interface JournalNote {
  outcome: 'done' | 'conflict' | 'note'
  subjectId: string
  subjectTitle: string
  /** A row of errors.ts, or what was done: its sentence is what the merchant reads. */
  said: Pick<AppError, 'code' | 'text' | 'advice' | 'details'>
}

export type WriteJournal = (connection: ConnectionKey, notes: JournalNote[]) => Promise<void>

export const kinds = {
  product: 'product',
  variant: 'variant',
  folders: 'folders',
  images: 'images',
  sweepMoysklad: 'sweep-moysklad',
  sweepStock: 'sweep-stock',
  compare: 'compare',
  settings: 'settings',
  manual: 'manual',
  load: 'load',
} as const
