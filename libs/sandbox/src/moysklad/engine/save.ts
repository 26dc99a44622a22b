import { isDeepStrictEqual } from 'node:util'
import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { EntityDefinition, Save } from '../model/definition.js'
import type { AttributeValue, Child, Stored, Values } from '../model/types.js'
import { applyAddress } from './address.js'
import { parseChildren } from './children.js'
import { isUuid } from './hrefs.js'
import { parseField } from './parse.js'

/** POST of one object. A `syncId` that is known gives the object made before, unchanged. */
export function createObject(
  ctx: Ctx,
  definition: EntityDefinition,
  body: Values,
  id = ctx.account.uuid(),
): Stored {
  if (definition.readOnly) throw errors.creationNotSupported(definition.type)
  const known = bySyncId(ctx, definition, body.syncId)
  if (known) return known
  const now = ctx.account.tick()

  const draft: Stored = {
    type: definition.type,
    id,
    uiId: definition.ownUiId ? ctx.account.uuid() : id,
    created: now,
    updated: now,
    updatedBy: ctx.principal.uid,
    values: {},
    children: {},
  }
  return save(ctx, definition, { ctx, draft, body })
}

function bySyncId(ctx: Ctx, definition: EntityDefinition, syncId: unknown): Stored | undefined {
  if (!definition.fields.syncId || typeof syncId !== 'string') return undefined
  if (!isUuid(syncId)) throw errors.badUuid()
  return ctx.account.collection(definition.type).bySyncId(syncId.toLowerCase())
}

/** PUT of one object: what was not sent stays. */
export function updateObject(ctx: Ctx, definition: EntityDefinition, stored: Stored, body: Values): Stored {
  if (definition.readOnly) throw errors.updateNotSupported(definition.type)
  if (stored.standard) throw errors.standardObjectChange()
  const { syncId } = body
  if (definition.fields.syncId && typeof syncId === 'string' && syncId.toLowerCase() !== stored.values.syncId)
    throw errors.syncIdImmutable()
  return save(ctx, definition, { ctx, draft: copy(stored), before: copy(stored), body })
}

/** A sub-resource has a new list of rows: sums, reserves, `updated` and webhooks of its owner follow. */
export function replaceRows(
  ctx: Ctx,
  definition: EntityDefinition,
  stored: Stored,
  name: string,
  rows: Child[],
): void {
  const draft = copy(stored)
  draft.children[name] = rows
  finish(ctx, definition, { ctx, draft, before: copy(stored), body: {} })
}

const copy = (stored: Stored): Stored => ({
  ...stored,
  values: { ...stored.values },
  children: { ...stored.children },
})

/** Nothing is kept unless all of it fits. */
function save(ctx: Ctx, definition: EntityDefinition, step: Save): Stored {
  const { draft, before, body } = step
  applyFields(ctx, definition, draft, body, before === undefined)
  for (const child of definition.children ?? []) {
    const raw = body[child.name]
    draft.children[child.name] ??= []
    if (raw !== undefined)
      draft.children[child.name] = parseChildren(ctx, child, raw, draft.children[child.name]!)
  }
  return finish(ctx, definition, step)
}

function finish(ctx: Ctx, definition: EntityDefinition, step: Save): Stored {
  const { draft } = step
  definition.prepare?.(step)
  requireFields(definition, draft)
  definition.check?.(step)
  definition.compute?.(step)
  return commit(ctx, definition, step)
}

function applyFields(ctx: Ctx, definition: EntityDefinition, draft: Stored, body: Values, creating: boolean) {
  const { values } = draft
  for (const [name, field] of Object.entries(definition.fields)) {
    const raw = field.readOnly ? undefined : body[name]
    if (field.kind === 'address') continue
    if (raw === null) delete values[name]
    else if (raw !== undefined) {
      const { attributesOf } = definition
      values[name] = parseField({ ctx, name, field, raw, current: values[name], attributesOf })
    }
    if (values[name] === undefined && field.initial !== undefined) values[name] = field.initial
  }
  for (const [name, field] of Object.entries(definition.fields)) {
    if (field.kind === 'address') applyAddress(ctx, values, body, name.slice(0, -'Full'.length))
  }
  if (creating) applyDefaults(ctx, definition, draft, body)
}

function applyDefaults(
  { account, principal }: Ctx,
  { fields }: EntityDefinition,
  draft: Stored,
  body: Values,
) {
  const { values } = draft
  if (fields.externalCode && !values.externalCode) values.externalCode = account.externalCode()
  if (fields.created) values.created = draft.created
  if (!fields.owner) return
  const owner = principal.employeeId ? { type: 'employee', id: principal.employeeId } : account.defaults.owner
  if (owner) values.owner ??= owner
  if (account.defaults.group) values.group ??= account.defaults.group
  if (body.shared === undefined) values.shared = account.settings.createdShared
}

function requireFields(definition: EntityDefinition, { values }: Stored): void {
  for (const [name, field] of Object.entries(definition.fields)) {
    const value = values[name]
    const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    if (field.required && empty) throw errors.required(name)
  }
}

function commit(ctx: Ctx, definition: EntityDefinition, step: Save): Stored {
  const { draft, before } = step
  draft.updated = before ? ctx.account.tick() : draft.updated
  draft.updatedBy = ctx.principal.uid
  const collection = ctx.account.collection(definition.type)
  const stored = before ? Object.assign(collection.get(before.id)!, draft) : draft
  collection.save(stored)
  ctx.changes.push({
    type: definition.type,
    id: stored.id,
    action: before ? 'UPDATE' : 'CREATE',
    updatedFields: before ? changedFields(ctx, definition, before, stored) : [],
  })
  definition.saved?.({ ...step, draft: stored })
  return stored
}

const computed = new Set(['sum', 'vatSum', 'reservedSum', 'shippedSum', 'payedSum', 'invoicedSum', 'barcode'])

/** As `updatedFields` of a webhook: names of the API, custom attributes by their own names. */
function changedFields(ctx: Ctx, definition: EntityDefinition, before: Stored, after: Stored): string[] {
  const names = Object.keys(definition.fields).filter(
    (name) =>
      name !== 'attributes' &&
      !computed.has(name) &&
      !isDeepStrictEqual(before.values[name], after.values[name]),
  )
  const children = (definition.children ?? [])
    .map(({ name }) => name)
    .filter((name) => !isDeepStrictEqual(before.children[name] ?? [], after.children[name] ?? []))
  return [...names, ...children, ...changedAttributes(ctx, definition, before, after)]
}

function changedAttributes(
  { account }: Ctx,
  { attributesOf }: EntityDefinition,
  before: Stored,
  after: Stored,
) {
  if (!attributesOf) return []
  const valuesOf = (stored: Stored) =>
    new Map(((stored.values.attributes ?? []) as AttributeValue[]).map(({ id, value }) => [id, value]))
  const [was, is] = [valuesOf(before), valuesOf(after)]
  return [...account.attributes(attributesOf).values()]
    .filter(({ id }) => !isDeepStrictEqual(was.get(id), is.get(id)))
    .map(({ name }) => name)
}
