import type { OrderSettings } from '@skladbridge/contracts'
import type { AssortmentRef, InsalesOrder, MoyskladOrder, VariantLinks } from '../domain/types.js'
import type {
  AnnounceSynced,
  CatalogLinks,
  Defaults,
  DefaultsStore,
  InsalesOrders,
  MoyskladOrders,
  OrderSettingsStore,
} from './ports.js'

export interface ReconcileOrdersPorts {
  insales: InsalesOrders
  moysklad: MoyskladOrders
  catalog: CatalogLinks
  settings: OrderSettingsStore
  defaults: DefaultsStore
  announce: AnnounceSynced
}

/** What one batch read, before anything is decided. */
export interface BatchView {
  settings: OrderSettings
  defaults: Defaults
  insales: ReadonlyMap<string, InsalesOrder>
  moysklad: ReadonlyMap<string, MoyskladOrder>
  links: VariantLinks
  deliveryService: AssortmentRef | undefined
}
