import { moysklad } from '@skladbridge/proto'
import { grpcService, type CallContext, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { stockTypes } from '../moysklad/stock/schema.js'
import { currentStock, type StockQuestion } from '../moysklad/stock/stock.js'
import { idOf, idsOf, oneOf, optionalMoment } from './arguments.js'

const mostGoods = 5_000
const mostStores = 50

export function stockService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.StockService, {
    current: (request, call) => answer(accounts, request, call),
  })
}

async function* answer(
  accounts: Accounts,
  request: moysklad.CurrentStockRequest,
  { priority, deadline, signal }: CallContext,
): AsyncGenerator<moysklad.CurrentStockChunk> {
  const question: StockQuestion = {
    stockType: oneOf(request.stockType, 'stock_type', stockTypes),
    byStore: request.byStore,
    storeIds: idsOf(request.storeIds, 'store_ids', mostStores),
    assortmentIds: idsOf(request.assortmentIds, 'assortment_ids', mostGoods),
    changedSince: optionalMoment(request.changedSince, 'changed_since'),
  }
  const accountId = idOf(request.accountId, 'account_id')
  const open = await accounts.opener(accountId)
  const rows = currentStock(
    (stop) => open({ priority, deadline, signal: AbortSignal.any([signal, stop]) }),
    question,
  )
  for await (const chunk of rows) yield { rows: chunk }
}
