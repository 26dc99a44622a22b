import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { Child, ChildDefinition, Values } from '../model/types.js'
import { pathOfHref } from './hrefs.js'
import { addImage, checkImageCount } from './images.js'
import { parseField } from './parse.js'
import { arrayOf } from './parse-parts.js'

/** The whole new list: rows kept by `id` or `meta` keep what was not sent, the others vanish. */
export function parseChildren(
  ctx: Ctx,
  definition: ChildDefinition,
  raw: unknown,
  current: Child[],
): Child[] {
  const rows = Array.isArray(raw) ? raw : (raw as { rows?: unknown } | null)?.rows
  // a collection sent back as it was read, without rows, changes nothing
  if (raw !== null && rows === undefined && typeof raw === 'object') return current
  const children = arrayOf(definition.name, rows ?? []).map((one) =>
    parseChild(ctx, definition, one, current),
  )
  if (definition.name === 'images') checkImageCount(children)
  return children
}

export function parseChild(ctx: Ctx, definition: ChildDefinition, raw: unknown, current: Child[]): Child {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw errors.wrongValueType(definition.name, 'объект')
  const id = idOf(ctx, raw as Values)
  const existing = id === undefined ? undefined : current.find((child) => child.id === id)
  if (id !== undefined && !existing) throw errors.notFound(definition.type, id)
  if (definition.name === 'images') return existing ?? addImage(ctx, raw as Values)
  return changeChild(ctx, definition, raw as Values, existing)
}

function idOf(ctx: Ctx, raw: Values): string | undefined {
  if (typeof raw.id === 'string') return raw.id
  const href = (raw.meta as { href?: unknown } | undefined)?.href
  return typeof href === 'string' ? pathOfHref(ctx, href, 'meta').split('/').at(-1) : undefined
}

/** Creates or changes one row of a sub-resource. */
export function changeChild(ctx: Ctx, definition: ChildDefinition, raw: Values, existing?: Child): Child {
  const values: Values = existing ? { ...existing.values } : {}
  for (const [name, field] of Object.entries(definition.fields)) {
    const given = raw[name]
    if (given === null) delete values[name]
    else if (given !== undefined && !field.readOnly)
      values[name] = parseField({ ctx, name, field, raw: given, current: values[name] })
    if (values[name] === undefined && field.initial !== undefined) values[name] = field.initial
    if (field.required && (values[name] === undefined || values[name] === '')) throw errors.required(name)
  }
  if (raw.vat !== undefined && raw.vatEnabled === undefined && 'vatEnabled' in definition.fields)
    values.vatEnabled = Number(values.vat ?? 0) > 0
  return { id: existing?.id ?? ctx.account.uuid(), values }
}
