import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { Ref, Values } from '../model/types.js'
import { resolveRef } from './resolve.js'

const parts = ['postalCode', 'country', 'region', 'city', 'street', 'house', 'apartment', 'addInfo'] as const
const limits: Record<string, number> = { postalCode: 6, house: 30, apartment: 30 }

/** When both forms of an address come, the detailed one counts; a plain string becomes `addInfo`. */
export function applyAddress(ctx: Ctx, values: Values, body: Values, name: string): void {
  const full = `${name}Full`
  if (body[full] !== undefined && body[full] !== null) {
    values[full] = parseAddress(ctx, body[full] as Values)
    values[name] = oneLine(ctx, values[full] as Values)
  } else if (body[name] !== undefined || body[full] === null) {
    const line = typeof body[name] === 'string' ? body[name] : ''
    values[name] = line
    if (line) values[full] = { addInfo: line }
    else delete values[full]
  }
}

function parseAddress(ctx: Ctx, raw: Values): Values {
  const address: Values = {}
  for (const [name, value] of Object.entries(raw)) {
    if (value === null || value === '') continue
    if (name === 'country' || name === 'region') {
      address[name] = resolveRef(ctx, name, value, [name])
      continue
    }
    if (typeof value !== 'string') throw errors.wrongValueType(name, 'строка')
    const limit = limits[name] ?? 255
    if ([...value].length > limit) throw errors.tooLong(name, limit)
    address[name] = value
  }
  return address
}

const oneLine = (ctx: Ctx, address: Values): string =>
  parts
    .map((name) => {
      const value = address[name] as string | Ref | undefined
      return typeof value === 'object' ? ctx.account.collection(value.type).get(value.id)?.values.name : value
    })
    .filter(Boolean)
    .join(', ')
