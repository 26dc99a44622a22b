import type {
  CatalogSettings,
  NotificationSettings,
  OrderSettings,
  StockSettings,
} from '@skladbridge/contracts'
import type { paths } from '../../gen/api.js'

type Json<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

type Of<P extends string> = `/api/v1/connections/{shopId}/${P}` & keyof paths

export type Shop = Json<'/api/v1/connections', 'get'>['connections'][number]
export type Subscription = Json<'/api/v1/subscription', 'get'>
export type Entry = Json<'/api/v1/dictionaries/{kind}', 'get'>['entries'][number]
export type Load = Json<Of<'loads/last'>, 'get'>
export type LoadItem = Json<Of<'loads/last/items'>, 'get'>['items'][number]
export type Product = Json<Of<'products'>, 'get'>['products'][number]
export type OrderState = Json<Of<'orders/{orderId}'>, 'get'>
export type StockRun = Json<Of<'stock/runs'>, 'get'>['runs'][number]
export type Hold = Json<Of<'stock/hold'>, 'get'>
export type JournalEntry = Json<Of<'journal'>, 'get'>['entries'][number]
export type Failed = Json<Of<'journal/failed'>, 'get'>['failed'][number]
export type Change = Json<Of<'changes'>, 'get'>['changes'][number]
export type Account = Json<'/api/v1/account', 'get'>
export type NotificationState = Json<'/api/v1/notifications/state', 'get'>
export type FailedCount = Json<Of<'journal/failed'>, 'get'>['counts'][number]

export type MoyskladKind = paths['/api/v1/dictionaries/{kind}']['get']['parameters']['path']['kind']
export type InsalesKind = paths[Of<'dictionaries/{kind}'>]['get']['parameters']['path']['kind']

export interface SettingsByKind {
  catalog: CatalogSettings
  orders: OrderSettings
  stock: StockSettings
  /** Of the whole account. */
  notifications: NotificationSettings
}
export type SettingsKind = keyof SettingsByKind
