import * as errors from '../errors.js'
import { childMeta, pathOfHref } from '../engine/hrefs.js'
import { parseFilter } from '../engine/filter.js'
import { parsePage } from '../engine/list.js'
import type { Answer, Call, Route } from '../http/server.js'
import { currentStock, type CurrentOptions } from '../stock/current.js'
import { allRow, byStoreRow, reportRows, stockModes, type StockMode } from '../stock/report.js'
import { listAnswer } from './answers.js'

const fullReportWeight = 5

export function stockRoutes(route: Route, options: CurrentOptions): void {
  const current = (byStore: boolean) => (call: Call) => ({
    json: currentStock(call.ctx.account, call.query, byStore, options),
  })
  route('GET', '/report/stock/all/current', current(false))
  route('GET', '/report/stock/bystore/current', current(true))
  route('GET', '/report/stock/all', fullReport('stock'), fullReportWeight)
  route('GET', '/report/stock/bystore', fullReport('stockbystore'), fullReportWeight)
}

const fullReport =
  (type: 'stock' | 'stockbystore') =>
  (call: Call): Answer => {
    const page = parsePage(call.query)
    const { mode, storeIds, goodIds } = wantedRows(call)
    const rows = reportRows(call.ctx, mode, storeIds).filter(({ good }) => !goodIds || goodIds.has(good.id))
    const meta = childMeta(call.ctx, call.path, type)
    return listAnswer(call, meta, rows, page, (row) =>
      type === 'stock' ? allRow(call.ctx, row) : byStoreRow(call.ctx, row, storeIds),
    )
  }

const filters = [
  'store',
  'product',
  'variant',
  'stockMode',
  'quantityMode',
  'moment',
  'productFolder',
  'search',
  'archived',
]

function wantedRows({ ctx, query }: Call) {
  const conditions = parseFilter(query.filter)
  const unknown = conditions.find(({ field }) => !filters.includes(field))
  if (unknown) throw errors.unknownFilterField(unknown.field)
  const valuesOf = (...names: string[]) =>
    conditions.filter(({ field }) => names.includes(field)).map(({ value }) => value)
  const ids = (...names: string[]) => {
    const hrefs = valuesOf(...names)
    return hrefs.length > 0
      ? new Set(hrefs.map((href) => pathOfHref(ctx, href, names[0]!).split('/').at(-1)!))
      : undefined
  }
  const mode = (query.stockMode ?? valuesOf('stockMode')[0] ?? 'nonEmpty') as StockMode
  if (!stockModes.includes(mode)) throw errors.badQueryValue('stockMode', mode, stockModes)
  return { mode, storeIds: ids('store'), goodIds: ids('product', 'variant') }
}
