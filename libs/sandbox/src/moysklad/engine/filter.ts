import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { EntityDefinition } from '../model/definition.js'
import type { Field, Stored } from '../model/types.js'
import { parseMoment } from '../moment.js'
import { isUuid, pathOfHref } from './hrefs.js'
import { valueReader, type Reader } from './filter-values.js'

export const operators = ['!=', '>=', '<=', '~=', '=~', '=', '>', '<', '~'] as const
export type Operator = (typeof operators)[number]
export interface Condition {
  field: string
  operator: Operator
  value: string
}

const shape = /^(.*?)(!=|>=|<=|~=|=~|=|>|<|~)(.*)$/s

/** `a=1;b>2`, with `\;` for a semicolon in a value. */
export function parseFilter(filter: string | undefined): Condition[] {
  if (!filter) return []
  return filter
    .split(/(?<!\\);/)
    .filter((part) => part !== '')
    .map((part) => {
      const [, field, operator, value] = shape.exec(part.replaceAll('\\;', ';')) ?? []
      if (field === undefined || field === '') throw errors.unknownFilterField(part)
      return { field: field.trim(), operator: operator as Operator, value: value!.trim() }
    })
}

export type Predicate = (stored: Stored) => boolean

type Kind = 'text' | 'exact' | 'flag' | 'ordered' | 'moment' | 'uuid' | 'href'
const allowed: Record<Kind, readonly Operator[]> = {
  text: ['=', '!=', '~', '~=', '=~'],
  exact: ['=', '!='],
  flag: ['=', '!='],
  uuid: ['=', '!='],
  href: ['=', '!='],
  ordered: ['=', '!=', '<', '>', '<=', '>='],
  moment: ['=', '!=', '<', '>', '<=', '>='],
}
const kindOf: Partial<Record<Field['kind'], Kind>> = {
  string: 'text',
  email: 'text',
  barcodes: 'text',
  strings: 'text',
  boolean: 'flag',
  enum: 'exact',
  int: 'ordered',
  float: 'ordered',
  moment: 'moment',
  minute: 'moment',
  uuid: 'uuid',
  ref: 'href',
  priceType: 'text',
}
const everywhere: Record<string, Kind> = { id: 'uuid', updated: 'moment', updatedBy: 'exact' }

/** How a field is filtered, or undefined when MoySklad does not know it. */
function kindOfField(definition: EntityDefinition, name: string): Kind | undefined {
  if (name === 'accountId') return 'uuid'
  if (everywhere[name] && !(definition.bare && name !== 'id')) return everywhere[name]
  if (name === 'isDeleted') return definition.isDocument ? 'flag' : undefined
  if (name === 'state.name') return definition.hasStates ? 'text' : undefined
  if (name === 'barcode') return definition.fields.barcodes ? 'text' : undefined
  if (name === 'productid') return definition.type === 'variant' ? 'uuid' : undefined
  if (name === 'barcodes') return undefined
  const field = definition.fields[name]
  return field?.filter ? kindOf[field.kind] : undefined
}

/** Turns the conditions on one field into one test: several `=` are «or», everything else is «and». */
export function compileFilter(ctx: Ctx, definition: EntityDefinition, conditions: Condition[]): Predicate {
  const tests = [...groupByField(conditions)].map(([name, group]) =>
    compileField(ctx, definition, name, group),
  )
  return (stored) => tests.every((test) => test(stored))
}

function groupByField(conditions: Condition[]): Map<string, Condition[]> {
  const groups = new Map<string, Condition[]>()
  for (const condition of conditions)
    groups.set(condition.field, [...(groups.get(condition.field) ?? []), condition])
  return groups
}

function compileField(ctx: Ctx, definition: EntityDefinition, name: string, group: Condition[]): Predicate {
  const isAttribute = /^https?:/.test(name)
  const kind = isAttribute ? attributeKind(ctx, definition, name) : kindOfField(definition, name)
  if (!kind) throw errors.unknownFilterField(name)
  for (const { operator } of group)
    if (!allowed[kind].includes(operator)) throw errors.badFilterOperator(name, operator)
  const read = valueReader(
    ctx,
    definition,
    isAttribute ? { attribute: name.split('/').at(-1)! } : { field: name },
  )
  const equals = group
    .filter(({ operator }) => operator === '=')
    .map((one) => compileOne(ctx, kind, one, read))
  const others = group
    .filter(({ operator }) => operator !== '=')
    .map((one) => compileOne(ctx, kind, one, read))
  return (stored) =>
    (equals.length === 0 || equals.some((test) => test(stored))) && others.every((test) => test(stored))
}

function attributeKind(ctx: Ctx, definition: EntityDefinition, href: string): Kind | undefined {
  const id = pathOfHref(ctx, href, 'filter').split('/').at(-1)!
  const metadata = definition.attributesOf && ctx.account.attributes(definition.attributesOf).get(id)
  if (!metadata) return undefined
  const kinds: Record<string, Kind> = {
    string: 'text',
    text: 'text',
    link: 'text',
    long: 'ordered',
    double: 'ordered',
    boolean: 'flag',
    time: 'moment',
  }
  return kinds[metadata.type] ?? 'href'
}

function compileOne(ctx: Ctx, kind: Kind, { field, operator, value }: Condition, read: Reader): Predicate {
  if (value === '') {
    // an empty value asks whether the field is empty
    const wantEmpty = operator === '='
    return (stored) => (read(stored).length === 0) === wantEmpty
  }
  const wanted = wantedValue(ctx, kind, field, value)
  const test = comparisons[operator]
  if (operator === '!=') return (stored) => !read(stored).some((one) => comparisons['='](one, wanted))
  return (stored) => read(stored).some((one) => test(one, wanted))
}

function wantedValue(ctx: Ctx, kind: Kind, field: string, value: string): string | number {
  if (kind === 'flag') {
    if (value !== 'true' && value !== 'false') throw errors.badFilterValue(field, value)
  } else if (kind === 'uuid') {
    if (!isUuid(value)) throw errors.badFilterValue(field, value)
    return value.toLowerCase()
  } else if (kind === 'ordered') {
    const number = Number(value)
    if (Number.isNaN(number)) throw errors.badFilterValue(field, value)
    return number
  } else if (kind === 'moment') {
    const ms = parseMoment(value)
    if (ms === undefined) throw errors.badFilterDate()
    return ms
  } else if (kind === 'href') {
    if (!/^https?:/.test(value)) throw errors.badFilterValue(field, value)
    return pathOfHref(ctx, value, field).split('/').at(-1)!
  }
  return value
}

type Comparable = string | number
const lower = (value: Comparable) => String(value).toLowerCase()
const comparisons: Record<Operator, (value: Comparable, wanted: Comparable) => boolean> = {
  '=': (value, wanted) => value === wanted,
  '!=': (value, wanted) => value !== wanted,
  '>': (value, wanted) => value > wanted,
  '<': (value, wanted) => value < wanted,
  '>=': (value, wanted) => value >= wanted,
  '<=': (value, wanted) => value <= wanted,
  '~': (value, wanted) => lower(value).includes(lower(wanted)),
  '~=': (value, wanted) => lower(value).startsWith(lower(wanted)),
  '=~': (value, wanted) => lower(value).endsWith(lower(wanted)),
}
