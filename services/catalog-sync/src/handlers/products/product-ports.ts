import type { Outcome, Turn } from '@skladbridge/reconciler'
import type { CatalogSettings } from '@skladbridge/contracts'
import type { PriceTerms } from '../../domain/map-prices.js'
import type { Card, Pair, ShopProduct } from '../../domain/types.js'
import type { FolderLink } from '../../domain/decide-folders.js'
import type { Dictionaries } from '../dictionaries.js'
import type { JustRead } from '../just-read.js'
import type {
  AnnounceLinked,
  AttributeNames,
  CatalogSettingsStore,
  FolderLinks,
  InsalesCatalog,
  MoyskladCatalog,
  Pairs,
  ProductLink,
  ProductLinkOwn,
  ProductLinks,
  WriteJournal,
} from '../ports.js'

export interface ProductPorts {
  moysklad: MoyskladCatalog
  insales: InsalesCatalog
  dictionaries: Dictionaries
  justRead: JustRead
  settings: CatalogSettingsStore
  links: ProductLinks
  pairs: Pairs
  folders: FolderLinks
  attributeNames: AttributeNames
  announce: AnnounceLinked
  journal: WriteJournal
  now(): Date
}

export type ProductTurn = Turn<ProductLinkOwn>
export type ProductOutcome = Outcome<ProductLinkOwn>
export type Remember = Partial<ProductLinkOwn>

/** One card of a batch, with everything that was read for it. */
export interface CardCase {
  link: ProductLink
  /** Undefined: MoySklad has it no longer. */
  card: Card | undefined
  pairs: Pair[]
  /** As it stands in the shop; undefined: not looked at. */
  shop: ShopProduct | undefined
  /** It was looked for in the shop and is not there. */
  missingInShop: boolean
}

/** What all cards of a batch share. */
export interface Batch {
  settings: CatalogSettings
  terms: PriceTerms
  folders: ReadonlyMap<string, FolderLink>
  /** Pieces by assortment; undefined = not asked. */
  stock: ReadonlyMap<string, number> | undefined
  /** «ID товара inSales» of this connection; undefined = it cannot be had. */
  attribute: { id: string; name: string } | undefined
}
