import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { AttributeMetadata, AttributeValue, Values } from '../model/types.js'
import { formatMoment, parseMoment, toMinute } from '../moment.js'
import { readRef } from './hrefs.js'
import { arrayOf } from './parse-parts.js'
import { resolveRef } from './resolve.js'

const asObject = (name: string, raw: unknown): Values => {
  if (typeof raw !== 'object' || raw === null) throw errors.wrongValueType(name, 'объект')
  return raw as Values
}

/** Attributes that were not sent stay; `value: null` takes one away. */
export function parseAttributes(
  ctx: Ctx,
  type: string,
  raw: unknown,
  current: AttributeValue[] = [],
): AttributeValue[] {
  const values = new Map(current.map((one) => [one.id, one.value]))
  for (const one of arrayOf('attributes', raw)) {
    const given = asObject('attributes', one)
    const id = given.meta
      ? readRef(ctx, 'attributes', { meta: { type: 'attributemetadata', ...given.meta } }).id
      : given.id
    const metadata = typeof id === 'string' ? ctx.account.attributes(type).get(id) : undefined
    if (!metadata) throw errors.notFound('attributemetadata', String(id))
    if (given.value === null) values.delete(metadata.id)
    else values.set(metadata.id, tidied(ctx, parseValue(ctx, metadata, given.value)))
  }
  return [...values].map(([id, value]) => ({ id, value }))
}

const tidied = ({ account }: Ctx, value: unknown): unknown =>
  account.settings.tidies && typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : value

const wrong = (type: string) => errors.wrongValueType('value', type)

const simple: Record<string, (value: unknown) => unknown> = {
  string: (value) => textOf(value, 255),
  link: (value) => textOf(value, 255),
  text: (value) => textOf(value, 4096),
  long(value) {
    if (!Number.isInteger(value)) throw wrong('целое число')
    return value
  },
  double(value) {
    if (typeof value !== 'number') throw wrong('дробное число')
    return value
  },
  boolean(value) {
    if (typeof value !== 'boolean') throw wrong('булево значение')
    return value
  },
  time(value) {
    const ms = typeof value === 'string' ? parseMoment(value) : undefined
    if (ms === undefined) throw wrong('дата')
    return formatMoment(toMinute(ms))
  },
  file: (value) => value,
  customentity: (value) => value,
}

function textOf(value: unknown, max: number): string {
  if (typeof value !== 'string') throw wrong('строка')
  if ([...value].length > max) throw errors.tooLong('value', max)
  return value
}

const parseValue = (ctx: Ctx, metadata: AttributeMetadata, value: unknown): unknown =>
  simple[metadata.type]?.(value) ?? resolveRef(ctx, 'value', value, [metadata.type])

export const attributeTypes = [
  ...Object.keys(simple),
  'counterparty', 'organization', 'employee', 'product', 'bundle', 'service', 'variant', 'productfolder', 'store', 'project', 'contract',
] // prettier-ignore

/** `{id, value}` or `{name, value}`; a name that is new becomes a characteristic of the account. */
export function parseCharacteristics(ctx: Ctx, raw: unknown): { id: string; value: string }[] {
  const { characteristics } = ctx.account
  return arrayOf('characteristics', raw).map((one) => {
    const { id, name, value } = asObject('characteristics', one)
    if (typeof value !== 'string' || value === '') throw errors.required('value')
    if (typeof id === 'string') {
      if (!characteristics.has(id)) throw errors.notFound('attributemetadata', id)
      return { id, value }
    }
    if (typeof name !== 'string' || name === '') throw errors.required('name')
    const known = [...characteristics.values()].find((each) => each.name === name)
    const found = known ?? { id: ctx.account.uuid(), name }
    characteristics.set(found.id, found)
    return { id: found.id, value }
  })
}
