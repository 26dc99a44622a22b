import type { billing, catalog, insales, journal, moysklad, orders, stock } from '@skladbridge/proto'
import type { Broker } from '@skladbridge/messaging'
import type { GrpcClient } from '@skladbridge/runtime'

/** The services behind the gateway, as it may call them. */
export interface Services {
  billing: GrpcClient<typeof billing.BillingService>
  moyskladAccounts: GrpcClient<typeof moysklad.AccountsService>
  moyskladDictionaries: GrpcClient<typeof moysklad.DictionariesService>
  insalesConnections: GrpcClient<typeof insales.ConnectionsService>
  insalesDictionaries: GrpcClient<typeof insales.DictionariesService>
  catalogSettings: GrpcClient<typeof catalog.CatalogSettingsService>
  loads: GrpcClient<typeof catalog.LoadsService>
  products: GrpcClient<typeof catalog.ProductsService>
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
  admin: boolean
}
