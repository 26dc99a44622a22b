import { definitions, goodTypes } from '../entities/index.js'
import * as errors from '../errors.js'
import { parseFilter } from '../engine/filter.js'
import { childMeta, pathOfHref } from '../engine/hrefs.js'
import { parsePage, select, sort, type Query } from '../engine/list.js'
import { toJson } from '../engine/render.js'
import type { Answer, Call, Route } from '../http/server.js'
import type { Account } from '../model/account.js'
import type { Ref, Stored, Values } from '../model/types.js'
import { listAnswer, viewOf } from './answers.js'

const lightHeader = 'x-lognex-remap-beta-feature'
/** What the light version does not filter by. */
const notInLight = [
  'article',
  'owner',
  'shared',
  'salePrice',
  'stockMode',
  'quantityMode',
  'stockStore',
  'updatedBy',
]
const own = ['type', 'productFolder', 'withSubFolders']

/** Products, variants, bundles and services in one list. */
export function assortmentRoutes(route: Route): void {
  route('GET', '/entity/assortment', listAssortment)
}

const isLight = (call: Call) => String(call.headers[lightHeader] ?? '').includes('assortmentWithoutStock')

function listAssortment(call: Call): Answer {
  const { ctx, query } = call
  const page = parsePage(query)
  const view = viewOf(query, page)
  const light = isLight(call)
  const found = selectGoods(call, light)
  const meta = childMeta(ctx, 'entity/assortment', 'assortment', 'assortment')
  return listAnswer(call, meta, found, page, (good) => {
    const json = toJson(ctx, definitions.get(good.type)!, good, view)
    return light ? json : { ...json, ...stockOf(ctx.account, good) }
  })
}

function selectGoods(call: Call, light: boolean): Stored[] {
  const { ctx, query } = call
  const conditions = parseFilter(query.filter)
  const refused = light && conditions.find(({ field }) => notInLight.includes(field))
  if (refused) throw errors.unknownFilterField(refused.field)
  const types = conditions.filter(({ field }) => field === 'type').map(({ value }) => value)
  const groupBy = query.groupBy ?? 'variant'
  const wanted = goodTypes.filter(
    (type) => (types.length === 0 || types.includes(type)) && !(groupBy === 'product' && type === 'variant'),
  )
  const rest = conditions.filter(
    ({ field }) => !own.includes(field) && !['stockMode', 'quantityMode'].includes(field),
  )
  const filter = rest
    .map(({ field, operator, value }) => `${field}${operator}${value.replaceAll(';', '\\;')}`)
    .join(';')
  const inner: Query = { ...query, filter }
  const folders = foldersOf(call)
  const found = wanted.flatMap((type) => {
    const definition = definitions.get(type)!
    const known = rest.every(
      ({ field }) => field in definition.fields || !(field in definitions.get('product')!.fields),
    )
    return known ? select(ctx, definition, inner) : []
  })
  const inFolders = folders ? found.filter((good) => folders(good)) : found
  // each kind is in order by itself: the list as a whole must be
  return sort(ctx, definitions.get('product')!, inFolders, query.order)
}

/** `productFolder=` looks into the folders below as well, unless `withSubFolders=false`. */
function foldersOf({ ctx, query }: Call): ((good: Stored) => boolean) | undefined {
  const conditions = parseFilter(query.filter)
  const chosen = conditions.filter(({ field }) => field === 'productFolder')
  if (chosen.length === 0) return undefined
  const deep = !conditions.some(({ field, value }) => field === 'withSubFolders' && value === 'false')
  const idsBy = (operator: string) =>
    chosen
      .filter((one) => one.operator === operator)
      .map(({ value }) => pathOfHref(ctx, value, 'productFolder').split('/').at(-1)!)
  const [within, without] = [new Set(idsBy('=')), new Set(idsBy('!='))]
  return (good) => {
    const path = foldersAbove(ctx.account, good, deep)
    return (within.size === 0 || path.some((id) => within.has(id))) && !path.some((id) => without.has(id))
  }
}

function foldersAbove(account: Account, good: Stored, deep: boolean): string[] {
  const parent =
    good.type === 'variant' ? account.collection('product').get((good.values.product as Ref).id) : good
  const path: string[] = []
  let folder = parent?.values.productFolder as Ref | undefined
  while (folder) {
    path.push(folder.id)
    if (!deep) break
    folder = account.collection('productfolder').get(folder.id)?.values.productFolder as Ref | undefined
  }
  return path
}

function stockOf(account: Account, good: Stored): Values {
  if (good.type !== 'product' && good.type !== 'variant') return {}
  const lines = account.ledger.of(good.id)
  const sum = (name: 'stock' | 'reserve' | 'inTransit') =>
    lines.reduce((total, line) => total + line[name], 0)
  const [stock, reserve, inTransit] = [sum('stock'), sum('reserve'), sum('inTransit')]
  return { stock, reserve, inTransit, quantity: stock - reserve + inTransit }
}
