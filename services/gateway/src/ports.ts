import type { billing, catalog, insales, journal, moysklad, orders, stock } from '@skladbridge/proto'
import type { Broker } from '@skladbridge/messaging'
import type { GrpcClient } from '@skladbridge/runtime'

/** The services behind the gateway, as it may call them. */
export interface Services {
  billing: GrpcClient<typeof billing.BillingService>
  notifications: GrpcClient<typeof billing.NotificationsService>
  moyskladAccounts: GrpcClient<typeof moysklad.AccountsService>
  moyskladDictionaries: GrpcClient<typeof moysklad.DictionariesService>
  insalesConnections: GrpcClient<typeof insales.ConnectionsService>
  insalesInstalls: GrpcClient<typeof insales.InstallsService>
  insalesDictionaries: GrpcClient<typeof insales.DictionariesService>
  catalogSettings: GrpcClient<typeof catalog.CatalogSettingsService>
  products: GrpcClient<typeof catalog.ProductsService>
  loads: GrpcClient<typeof catalog.LoadsService>
  orderSettings: GrpcClient<typeof orders.OrderSettingsService>
  orderLinks: GrpcClient<typeof orders.OrderLinksService>
  stockSettings: GrpcClient<typeof stock.StockSettingsService>
  stockHolds: GrpcClient<typeof stock.StockHoldsService>
  stockRuns: GrpcClient<typeof stock.StockRunsService>
  catalogJournal: GrpcClient<typeof journal.JournalService>
  orderJournal: GrpcClient<typeof journal.JournalService>
  stockJournal: GrpcClient<typeof journal.JournalService>
}

/** Resolves once the broker has confirmed. */
export type Publisher = Pick<Broker, 'publishAll'>

/** Who opened the page. */
export interface Session {
  accountId: string
  userId: string
  /** For the list of changes: who it was. */
  name?: string
  admin: boolean
}
