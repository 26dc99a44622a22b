import type { ConnectionKey } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import type {
  ItemState,
  Load,
  LoadAction,
  LoadCounts,
  LoadItem,
  LoadOptions,
  LoadState,
  Side,
  StagedRow,
} from '../../domain/load-types.js'
import type { Decision } from '../../domain/decide-load-item.js'
import type { CallBounds } from '../ports.js'
import type { ProductPorts } from '../products/product-ports.js'

/** The one load of a lane that is not over, or the last one. */
export interface Loads {
  /** False: there is one that is not over. */
  open(lane: string, id: string, options: LoadOptions): Promise<boolean>
  get(lane: string): Promise<Load | undefined>
  /** From one of these states to another; undefined when it is in none of them. */
  move(
    lane: string,
    id: string,
    from: readonly LoadState[],
    to: LoadState,
    set?: Partial<Load>,
  ): Promise<Load | undefined>
  set(
    lane: string,
    id: string,
    set: Partial<Pick<Load, 'counts' | 'total' | 'readTo' | 'preparedAt' | 'failure'>>,
  ): Promise<void>
  addRequests(lane: string, requests: number, preparing: boolean): Promise<void>
}

export interface ItemQuery {
  action: LoadAction | ''
  state: ItemState | ''
  search: string
  cursor: string
  limit: number
}

/** An answer to one item: what becomes of it from now on. */
export interface ItemEnd {
  id: string
  state: ItemState
  targetId?: string
  failure?: LoadItem['failure']
}

export interface LoadItems {
  put(loadId: string, lane: string, items: LoadItem[]): Promise<void>
  get(loadId: string, id: string): Promise<LoadItem | undefined>
  getMany(loadId: string, ids: string[]): Promise<LoadItem[]>
  list(loadId: string, query: ItemQuery): Promise<{ items: LoadItem[]; cursor: string }>
  groups(loadId: string): Promise<LoadItem[]>
  conflicts(loadId: string, after: string, limit: number): Promise<LoadItem[]>
  decide(loadId: string, id: string, decision: Decision): Promise<void>
  /** Waiting ones that were not taken yet, plain products first. */
  untaken(loadId: string, limit: number): Promise<LoadItem[]>
  /** Somebody works on these now. */
  take(loadId: string, ids: string[]): Promise<void>
  taken(loadId: string, limit: number): Promise<LoadItem[]>
  failed(loadId: string, after: string, limit: number): Promise<LoadItem[]>
  end(loadId: string, ends: ItemEnd[]): Promise<void>
  /** Failed ones wait again; says how many. An empty id = all. */
  retry(loadId: string, id: string): Promise<number>
  counts(loadId: string): Promise<Record<LoadAction, LoadCounts>>
  /** How many of those that are to be done are in which state. */
  states(loadId: string): Promise<Record<ItemState, number>>
  /** Of the lane's earlier loads. */
  eraseOthers(lane: string, loadId: string): Promise<void>
}

/** Both sides as they were read. Erased when the load is over. */
export interface Staging {
  put(loadId: string, rows: StagedRow[]): Promise<void>
  /** Cards without their modifications, by id. */
  cards(loadId: string, side: Side, after: string, limit: number): Promise<StagedRow[]>
  variantsOf(loadId: string, side: Side, cardIds: string[]): Promise<StagedRow[]>
  /** Without their data. */
  withKeys(loadId: string, side: Side, keys: string[]): Promise<StagedRow[]>
  byIds(loadId: string, side: StagedRow['side'], ids: string[]): Promise<StagedRow[]>
  erase(loadId: string): Promise<void>
}

export interface FolderMade {
  id: string
  error: AppError | undefined
}

export interface GoodWrite {
  /** Empty = make it. */
  id: string
  syncId: string
  productId: string
  name?: string | undefined
  description?: string | undefined
  externalCode?: string | undefined
  article?: string | undefined
  barcodes?: string[] | undefined
  folderId?: string | undefined
  salePrices: { typeId: string; valueMinor: number }[]
  buyPriceMinor?: number | undefined
  weight?: number | undefined
  /** Percent; -1 = without VAT. */
  vat?: number | undefined
  attributes: { id: string; name: string; value: string }[]
  characteristics: { name: string; value: string }[]
  images: { filename: string; content: Uint8Array }[]
  components: { kind: string; id: string; quantity: number }[]
}

/** What only a load writes to MoySklad. */
export interface MoyskladWriter {
  saveFolders(
    accountId: string,
    folders: { name: string; parentId: string; externalCode: string }[],
    bounds: CallBounds,
  ): Promise<FolderMade[]>
  /** Of one kind, at most 1000; the answer in the order asked. */
  saveGoods(
    accountId: string,
    kind: 'product' | 'variant' | 'bundle',
    goods: GoodWrite[],
    bounds: CallBounds,
  ): Promise<FolderMade[]>
  priceTypes(
    accountId: string,
    bounds: CallBounds,
  ): Promise<{ id: string; name: string; isDefault: boolean }[]>
}

export interface ShopPictures {
  /** The bytes of one picture, at most 10 MB of them. */
  download(connection: ConnectionKey, url: string, bounds: CallBounds): Promise<Uint8Array>
  priceKinds(connection: ConnectionKey, bounds: CallBounds): Promise<{ id: string; name: string }[]>
}

export interface LoadPorts extends ProductPorts {
  loads: Loads
  items: LoadItems
  staging: Staging
  writer: MoyskladWriter
  pictures: ShopPictures
}
