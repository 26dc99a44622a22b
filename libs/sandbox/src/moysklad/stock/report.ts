import { definitions } from '../entities/index.js'
import { metaOf, metaOfRef } from '../engine/hrefs.js'
import { pathOf } from '../entities/goods.js'
import type { Ctx } from '../model/account.js'
import type { Ref, SalePrice, Stored, Values } from '../model/types.js'
import { noStore, type StockLine } from './ledger.js'

export type StockMode = 'all' | 'positiveOnly' | 'negativeOnly' | 'empty' | 'nonEmpty' | 'underMinimum'

export interface ReportRow {
  good: Stored
  lines: StockLine[]
}

const total = (lines: StockLine[], pick: (line: StockLine) => number) =>
  lines.reduce((sum, line) => sum + pick(line), 0)

const modes: Record<StockMode, (stock: number, row: ReportRow) => boolean> = {
  all: () => true,
  positiveOnly: (stock) => stock > 0,
  negativeOnly: (stock) => stock < 0,
  empty: (stock) => stock === 0,
  nonEmpty: (stock) => stock !== 0,
  underMinimum: (stock, { good }) => stock < Number(good.values.minimumBalance ?? 0),
}
export const stockModes = Object.keys(modes) as StockMode[]

/** Products and variants with what the ledger knows of them. */
export function reportRows(ctx: Ctx, mode: StockMode, storeIds: Set<string> | undefined): ReportRow[] {
  const { account } = ctx
  const goods = ['product', 'variant'].flatMap((type) => [...account.collection(type).all()])
  return goods
    .filter(({ values }) => values.archived !== true)
    .map((good) => ({
      good,
      lines: account.ledger.of(good.id).filter((line) => !storeIds || storeIds.has(line.storeId)),
    }))
    .filter(({ lines }) => mode === 'all' || lines.length > 0)
    .filter((row) =>
      modes[mode](
        total(row.lines, ({ stock }) => stock),
        row,
      ),
    )
}

/** A row of `/report/stock/all`. */
export function allRow(ctx: Ctx, { good, lines }: ReportRow): Values {
  const [stock, inTransit, reserve] = [
    total(lines, (line) => line.stock),
    total(lines, (line) => line.inTransit),
    total(lines, (line) => line.reserve),
  ]
  const { values } = good
  const json: Values = { name: values.name }
  definitions.get(good.type)!.show?.(ctx, good, json)
  return {
    meta: metaOf(ctx, good.type, good.id),
    stock,
    inTransit,
    reserve,
    quantity: stock - reserve + inTransit,
    name: json.name,
    ...(values.code !== undefined && { code: values.code }),
    ...(values.article !== undefined && { article: values.article }),
    price: Number((values.buyPrice as SalePrice | undefined)?.value ?? 0),
    salePrice: Number((values.salePrices as SalePrice[] | undefined)?.[0]?.value ?? 0),
    ...folderOf(ctx, good),
    ...uomOf(ctx, good),
    externalCode: values.externalCode,
    stockDays: 0,
  }
}

function folderOf(ctx: Ctx, good: Stored): Values {
  const ref = good.values.productFolder as Ref | undefined
  if (!ref) return {}
  const name = ctx.account.collection('productfolder').get(ref.id)?.values.name
  return { folder: { meta: metaOfRef(ctx, ref), name, pathName: pathOf(ctx.account, ref) } }
}

function uomOf(ctx: Ctx, good: Stored): Values {
  const ref = good.values.uom as Ref | undefined
  return ref
    ? { uom: { meta: metaOfRef(ctx, ref), name: ctx.account.collection('uom').get(ref.id)?.values.name } }
    : {}
}

/** A row of `/report/stock/bystore`: every store, those without stock as zeros. */
export function byStoreRow(ctx: Ctx, { good, lines }: ReportRow, storeIds: Set<string> | undefined): Values {
  const stores = [...ctx.account.collection('store').all()].filter(({ id }) => !storeIds || storeIds.has(id))
  return {
    meta: metaOf(ctx, good.type, good.id),
    stockByStore: stores.map((store) => {
      const line = lines.find(({ storeId }) => storeId === store.id && storeId !== noStore)
      return {
        meta: metaOf(ctx, 'store', store.id),
        name: store.values.name,
        stock: line?.stock ?? 0,
        reserve: line?.reserve ?? 0,
        inTransit: line?.inTransit ?? 0,
      }
    }),
  }
}
