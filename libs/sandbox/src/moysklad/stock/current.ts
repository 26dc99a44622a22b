import * as errors from '../errors.js'
import type { Account } from '../model/account.js'
import type { Query } from '../engine/list.js'
import { isUuid } from '../engine/hrefs.js'
import { parseMoment } from '../moment.js'
import { noStore, type StockLine } from './ledger.js'

const stockTypes = ['stock', 'freeStock', 'quantity', 'reserve', 'inTransit'] as const
type StockType = (typeof stockTypes)[number]
const dayMs = 24 * 3_600_000

export const amounts: Record<StockType, (line: StockLine) => number> = {
  stock: ({ stock }) => stock,
  freeStock: ({ stock, reserve }) => stock - reserve,
  quantity: ({ stock, reserve, inTransit }) => stock - reserve + inTransit,
  reserve: ({ reserve }) => reserve,
  inTransit: ({ inTransit }) => inTransit,
}

export interface CurrentOptions {
  /** Whether `changedSince` notices reserves too: not documented. */
  changedSinceSeesReserves: boolean
}

interface Wanted {
  stockType: StockType
  zeroLines: boolean
  changedSince?: number | undefined
  withRecalculate: boolean
  assortmentIds?: Set<string> | undefined
  storeIds?: Set<string> | undefined
}

/** `/report/stock/(all|bystore)/current`: a bare array, no paging, the value under the name of the stock type. */
export function currentStock(
  account: Account,
  query: Query,
  byStore: boolean,
  options: CurrentOptions,
): unknown[] {
  const wanted = parseQuery(account, query, byStore)
  const lines = [...account.ledger.lines()].filter((line) => fits(line, wanted))
  const changed = changedGoods(lines, wanted, options)
  const rows = byStore ? lines.map(single) : [...groupByGood(lines)].map(([, group]) => sumUp(group))
  return rows
    .filter((row) => isShown(account, row, wanted, changed, byStore))
    .map((row) => ({
      assortmentId: row.assortmentId,
      ...(byStore && { storeId: row.storeId === noStore ? null : row.storeId }),
      [wanted.stockType]: row.recalculating ? null : amounts[wanted.stockType](row),
    }))
}

function parseQuery(account: Account, query: Query, byStore: boolean): Wanted {
  const { stockType = 'stock', include, changedSince } = readAll(query)
  if (!stockTypes.includes(stockType as StockType))
    throw errors.badQueryValue('stockType', stockType, stockTypes)
  if (include !== undefined && include !== 'zeroLines')
    throw errors.badQueryValue('include', include, ['zeroLines'])
  const since = changedSince === undefined ? undefined : parseMoment(changedSince)
  if (changedSince !== undefined && since === undefined) throw errors.badFilterDate()
  if (since !== undefined && since < account.now() - dayMs - 1000) throw errors.badQuery('changedSince')
  return {
    stockType: stockType as StockType,
    zeroLines: include === 'zeroLines' || since !== undefined,
    changedSince: since,
    withRecalculate: byStore && query.withRecalculate === 'true',
    assortmentIds: idsOf(readAll(query).assortmentId, 'assortmentId'),
    storeIds: idsOf(readAll(query).storeId, 'storeId'),
  }
}

/** Parameters stand in the query itself or, for ids, inside `filter`. */
function readAll(query: Query): Record<string, string | undefined> {
  const inFilter = (query.filter ?? '')
    .split(';')
    .filter(Boolean)
    .map((part) => part.split('=') as [string, string])
  const merged: Record<string, string | undefined> = { ...query }
  for (const [name, value] of inFilter) merged[name] = merged[name] ? `${merged[name]},${value}` : value
  return merged
}

function idsOf(list: string | undefined, name: string): Set<string> | undefined {
  if (!list) return undefined
  const ids = list.split(/[,;]/).map((id) => id.trim())
  if (ids.some((id) => !isUuid(id))) throw errors.badFilterValue(name, list)
  return new Set(ids)
}

const fits = (line: StockLine, { assortmentIds, storeIds }: Wanted) =>
  (!assortmentIds || assortmentIds.has(line.assortmentId)) && (!storeIds || storeIds.has(line.storeId))

const keyOf = (line: StockLine, byStore: boolean) =>
  byStore ? `${line.assortmentId} ${line.storeId}` : line.assortmentId

function changedGoods(lines: StockLine[], { changedSince, stockType }: Wanted, options: CurrentOptions) {
  if (changedSince === undefined) return undefined
  const at = (line: StockLine) =>
    stockType !== 'stock' && options.changedSinceSeesReserves ? line.changedAt : line.stockChangedAt
  return new Set(
    lines
      .filter((line) => at(line) >= changedSince)
      .flatMap((line) => [keyOf(line, true), keyOf(line, false)]),
  )
}

const single = (line: StockLine): StockLine => line

function groupByGood(lines: StockLine[]): Map<string, StockLine[]> {
  const groups = new Map<string, StockLine[]>()
  for (const line of lines) {
    const group = groups.get(line.assortmentId)
    if (group) group.push(line)
    else groups.set(line.assortmentId, [line])
  }
  return groups
}

const sumUp = (lines: StockLine[]): StockLine =>
  lines.slice(1).reduce(
    (sum, line) => ({
      ...sum,
      stock: sum.stock + line.stock,
      reserve: sum.reserve + line.reserve,
      inTransit: sum.inTransit + line.inTransit,
      recalculating: sum.recalculating || line.recalculating,
      stockChangedAt: Math.max(sum.stockChangedAt, line.stockChangedAt),
    }),
    { ...lines[0]! },
  )

function isShown(
  account: Account,
  row: StockLine,
  wanted: Wanted,
  changed: Set<string> | undefined,
  byStore: boolean,
): boolean {
  // what is being recounted is missing, unless one asks to see it as null
  if (row.recalculating) return wanted.withRecalculate
  if (changed && !changed.has(keyOf(row, byStore))) return false
  if (isGone(account, row.assortmentId) && !changed) return false
  return wanted.zeroLines || amounts[wanted.stockType](row) !== 0
}

const isGone = (account: Account, id: string) =>
  (account.collection('product').get(id) ?? account.collection('variant').get(id)) === undefined
