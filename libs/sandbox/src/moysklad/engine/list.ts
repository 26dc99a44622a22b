import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { IndexName } from '../model/indexes.js'
import type { EntityDefinition } from '../model/definition.js'
import type { Stored, Values } from '../model/types.js'
import { parseMoment } from '../moment.js'
import { compileFilter, parseFilter, type Condition } from './filter.js'
import { valueReader } from './filter-values.js'

export type Query = Record<string, string | undefined>

export interface Page {
  limit: number
  offset: number
}

const maxLimit = 1000

export function parsePage(query: Query, most = maxLimit, usual = maxLimit): Page {
  const number = (name: string, least: number, otherwise: number) => {
    const raw = query[name]
    if (raw === undefined || raw === '') return otherwise
    const value = Number(raw)
    if (!Number.isInteger(value) || value < least) throw errors.badQuery(name)
    return value
  }
  return { limit: Math.min(number('limit', 1, usual), most), offset: number('offset', 0, 0) }
}

/** What a list shows unless it is asked for otherwise: nothing archived, nothing from the bin. */
function hiddenByDefault(definition: EntityDefinition, conditions: Condition[]): (stored: Stored) => boolean {
  const asksFor = (name: string) => conditions.some(({ field }) => field === name)
  const hideArchived = definition.fields.archived && !asksFor('archived')
  const hideDeleted = !asksFor('isDeleted') && !asksFor('deleted')
  return (stored) =>
    (hideArchived && stored.values.archived === true) || (hideDeleted && stored.deleted !== undefined)
}

/** All objects of a type that a list's `filter`, `search` and `order` ask for. */
export function select(ctx: Ctx, definition: EntityDefinition, query: Query): Stored[] {
  const conditions = parseFilter(query.filter)
  const fits = compileFilter(ctx, definition, conditions)
  const hidden = hiddenByDefault(definition, conditions)
  const found: Stored[] = []
  for (const stored of candidates(ctx, definition, conditions)) {
    if (!hidden(stored) && fits(stored) && matches(stored, query.search)) found.push(stored)
  }
  return sort(ctx, definition, found, query.order)
}

const indexFor: Record<string, IndexName> = {
  externalCode: 'externalCode',
  code: 'code',
  article: 'article',
  name: 'name',
  productid: 'productId',
}

/** The few objects an index leaves to look at; all of them otherwise. */
function candidates(ctx: Ctx, definition: EntityDefinition, conditions: Condition[]): Iterable<Stored> {
  const collection = ctx.account.collection(definition.type)
  const valuesOf = (name: string) =>
    conditions
      .filter(({ field, operator, value }) => field === name && operator === '=' && value !== '')
      .map(({ value }) => value)
  const ids = valuesOf('id')
  if (ids.length > 0) return unique(ids.flatMap((id) => collection.get(id.toLowerCase()) ?? []))
  for (const [field, index] of Object.entries(indexFor)) {
    const values = valuesOf(field)
    // an «=» on an index that also has empty values to look for cannot use it
    const onlyEquals =
      conditions.filter((one) => one.field === field && one.operator === '=').length === values.length
    if (values.length > 0 && onlyEquals && definition.fields[field === 'productid' ? 'product' : field])
      return unique(values.flatMap((value) => collection.by(index, value)))
  }
  const since = conditions.find(
    ({ field, operator }) => field === 'updated' && (operator === '>' || operator === '>='),
  )
  const ms = since && parseMoment(since.value)
  return ms === undefined ? collection.all() : collection.updatedSince(ms)
}

const unique = (found: Stored[]) => new Set(found)

const searched = ['name', 'code', 'article', 'description', 'externalCode', 'email', 'phone', 'inn']

function matches({ values }: Stored, search: string | undefined): boolean {
  if (!search) return true
  const wanted = search.toLowerCase()
  const barcodes = ((values.barcodes ?? []) as Values[]).flatMap((one) => Object.values(one))
  return [...searched.map((name) => values[name]), ...barcodes].some(
    (value) => typeof value === 'string' && value.toLowerCase().includes(wanted),
  )
}

const unsorted = new Set(['attributes', 'salePrices', 'images', 'packs', 'barcodes', 'files', 'positions'])

export function sort(
  ctx: Ctx,
  definition: EntityDefinition,
  found: Stored[],
  order: string | undefined,
): Stored[] {
  if (!order) return found
  const keys = order
    .split(';')
    .filter(Boolean)
    .map((part) => {
      const [name = '', direction = 'asc'] = part.split(',').map((one) => one.trim())
      if (!isSortable(definition, name) || !['asc', 'desc'].includes(direction))
        throw errors.badOrderField(name)
      return { read: valueReader(ctx, definition, { field: name }), sign: direction === 'desc' ? -1 : 1 }
    })
  return found.sort((a, b) => {
    for (const { read, sign } of keys) {
      const difference = compare(read(a)[0], read(b)[0])
      if (difference !== 0) return difference * sign
    }
    return 0
  })
}

const isSortable = (definition: EntityDefinition, name: string) =>
  ['id', 'updated', 'created', 'moment'].includes(name) ||
  (definition.fields[name] !== undefined && !unsorted.has(name))

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0
  if (a === undefined) return -1
  if (b === undefined) return 1
  return a < b ? -1 : 1
}

/** `meta` of a list, with links to its neighbours; `path` is what was asked, with its query. */
export function pageMeta(base: string, path: string, size: number, page: Page, query: Query): Values {
  const link = (offset: number) => {
    const params = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, value)
    params.set('limit', String(page.limit))
    params.set('offset', String(offset))
    return `${base}/${path}?${params.toString()}`
  }
  const { limit, offset } = page
  return {
    size,
    limit,
    offset,
    ...(offset + limit < size && { nextHref: link(offset + limit) }),
    ...(offset > 0 && { previousHref: link(Math.max(0, offset - limit)) }),
  }
}
