import { billing, catalog, insales, journal, moysklad, orders, stock } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { Services } from '../ports.js'

export interface ServiceAddresses {
  BILLING_ADDR: string
  MOYSKLAD_CONNECTOR_ADDR: string
  INSALES_CONNECTOR_ADDR: string
  CATALOG_SYNC_ADDR: string
  ORDER_SYNC_ADDR: string
  STOCK_AGGREGATOR_ADDR: string
}

/** Clients of everything behind the gateway; connections are made by the calls. */
export function createServices(addresses: ServiceAddresses): { services: Services } & Closable {
  const slow = { deadlineMs: 30_000 }
  const services: Services = {
    billing: connectGrpc(billing.BillingService, addresses.BILLING_ADDR),
    notifications: connectGrpc(billing.NotificationsService, addresses.BILLING_ADDR, slow),
    moyskladAccounts: connectGrpc(moysklad.AccountsService, addresses.MOYSKLAD_CONNECTOR_ADDR),
    moyskladDictionaries: connectGrpc(moysklad.DictionariesService, addresses.MOYSKLAD_CONNECTOR_ADDR, slow),
    insalesConnections: connectGrpc(insales.ConnectionsService, addresses.INSALES_CONNECTOR_ADDR, slow),
    insalesInstalls: connectGrpc(insales.InstallsService, addresses.INSALES_CONNECTOR_ADDR),
    insalesDictionaries: connectGrpc(insales.DictionariesService, addresses.INSALES_CONNECTOR_ADDR, slow),
    catalogSettings: connectGrpc(catalog.CatalogSettingsService, addresses.CATALOG_SYNC_ADDR),
    products: connectGrpc(catalog.ProductsService, addresses.CATALOG_SYNC_ADDR),
    loads: connectGrpc(catalog.LoadsService, addresses.CATALOG_SYNC_ADDR, slow),
    orderSettings: connectGrpc(orders.OrderSettingsService, addresses.ORDER_SYNC_ADDR),
    orderLinks: connectGrpc(orders.OrderLinksService, addresses.ORDER_SYNC_ADDR),
    stockSettings: connectGrpc(stock.StockSettingsService, addresses.STOCK_AGGREGATOR_ADDR),
    stockHolds: connectGrpc(stock.StockHoldsService, addresses.STOCK_AGGREGATOR_ADDR),
    stockRuns: connectGrpc(stock.StockRunsService, addresses.STOCK_AGGREGATOR_ADDR),
    catalogJournal: connectGrpc(journal.JournalService, addresses.CATALOG_SYNC_ADDR),
    orderJournal: connectGrpc(journal.JournalService, addresses.ORDER_SYNC_ADDR),
    stockJournal: connectGrpc(journal.JournalService, addresses.STOCK_AGGREGATOR_ADDR),
  }
  return {
    services,
    close: () => {
      for (const client of Object.values(services)) void client.close()
    },
  }
}
