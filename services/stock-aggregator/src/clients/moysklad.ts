import { moysklad } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { MoyskladStock } from '../handlers/ports.js'

/** Current-stock reports, through moysklad-connector. */
export function createMoyskladClient(address: string): { stock: MoyskladStock } & Closable {
  const client = connectGrpc(moysklad.StockService, address, { deadlineMs: 120_000 })
  const stock: MoyskladStock = {
    async *current(
      accountId,
      { stockType, byStore, changedSince, assortmentIds = [], storeIds = [] },
      bounds,
    ) {
      const request = {
        accountId,
        stockType,
        byStore,
        storeIds,
        assortmentIds,
        changedSince: changedSince?.toISOString() ?? '',
      }
      for await (const { rows } of client.current(request, bounds)) yield rows
    },
  }
  return { stock, close: () => client.close() }
}
