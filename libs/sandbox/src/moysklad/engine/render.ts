import { definitions } from '../entities/index.js'
import type { Ctx } from '../model/account.js'
import type { EntityDefinition } from '../model/definition.js'
import type {
  Child,
  ChildDefinition,
  Field,
  FieldKind,
  Ref,
  SalePrice,
  Stored,
  Values,
} from '../model/types.js'
import { formatMoment } from '../moment.js'
import type { ExpandTree } from './expand.js'
import { childMeta, metaOf, metaOfRef } from './hrefs.js'
import { showImage } from './images.js'
import { stateJson } from './states.js'
import { showAttributes, showCharacteristics, showPriceType } from './render-parts.js'

export interface View {
  expand: ExpandTree
  /** `fields=`: what is shown only when asked for. */
  fields?: string | undefined
}
export const plainView: View = { expand: {} }

type Show = (ctx: Ctx, value: unknown, view: View, definition?: EntityDefinition) => unknown

const asIs: Show = (_ctx, value) => value
const money: Show = (ctx, value) => {
  const { value: amount, currency } = value as SalePrice
  return { value: amount, currency: { meta: metaOfRef(ctx, currency) } }
}

const shows: Record<FieldKind, Show> = {
  string: asIs,
  email: asIs,
  int: asIs,
  float: asIs,
  boolean: asIs,
  enum: asIs,
  uuid: asIs,
  strings: asIs,
  any: asIs,
  barcodes: asIs,
  moment: (_ctx, value) => formatMoment(Number(value)),
  minute: (_ctx, value) => formatMoment(Number(value)),
  ref: (ctx, value, view) => showRef(ctx, value as Ref, view),
  money,
  salePrices: (ctx, value) =>
    (value as SalePrice[]).map((price) => ({
      ...(money(ctx, price, plainView) as Values),
      priceType: showPriceType(ctx, price.priceTypeId),
    })),
  packs: (ctx, value) =>
    (value as Values[]).map((pack) => ({ ...pack, uom: { meta: metaOfRef(ctx, pack.uom as Ref) } })),
  attributes: (ctx, value, view, definition) => showAttributes(ctx, definition!, value as never),
  characteristics: (ctx, value) => showCharacteristics(ctx, value as never),
  address: (ctx, value) =>
    Object.fromEntries(
      Object.entries(value as Values).map(([name, part]) => [
        name,
        typeof part === 'object' ? { meta: metaOfRef(ctx, part as Ref) } : part,
      ]),
    ),
  priceType: (ctx, value) => showPriceType(ctx, String(value)),
  rate: (ctx, value) => {
    const { currency, value: rate } = value as { currency?: Ref; value?: number }
    return {
      ...(currency && { currency: { meta: metaOfRef(ctx, currency) } }),
      ...(rate !== undefined && { value: rate }),
    }
  },
  operations: (ctx, value) =>
    (value as { ref: Ref; linkedSum: number }[]).map(({ ref, linkedSum }) => ({
      meta: metaOfRef(ctx, ref),
      linkedSum,
    })),
}

function showRef(ctx: Ctx, ref: Ref, view: View): unknown {
  if (ref.type === 'state' && view.expand) {
    const state = stateJson(ctx, ref)
    if (state && view.expand.$self) return state
  }
  if (view.expand.$self && !ref.path) {
    const definition = definitions.get(ref.type)
    const target = ctx.account.collection(ref.type).get(ref.id)
    if (definition && target)
      return toJson(ctx, definition, target, { ...view, expand: without$self(view.expand) })
  }
  return { meta: metaOfRef(ctx, ref) }
}

const without$self = ({ $self: _, ...rest }: ExpandTree): ExpandTree => rest

const isEmpty = (value: unknown, field: Field) =>
  value === undefined ||
  (value === '' && field.initial !== '') ||
  (Array.isArray(value) && value.length === 0 && field.initial === undefined)

function showFields(
  ctx: Ctx,
  fields: Record<string, Field>,
  values: Values,
  json: Values,
  view: View,
  definition?: EntityDefinition,
): void {
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name]
    if (isEmpty(value, field)) continue
    const wanted = view.expand[name]
    const inner = wanted ? { ...view, expand: { ...wanted, $self: {} } } : plainView
    json[name] = shows[field.kind](ctx, value, inner, definition)
  }
}

/** An object as MoySklad answers it. */
export function toJson(ctx: Ctx, definition: EntityDefinition, stored: Stored, view: View): Values {
  const json: Values = {
    meta: metaOf(ctx, stored.type, stored.id),
    id: stored.id,
    ...(stored.type !== 'currency' && { accountId: ctx.account.id }),
    ...(!definition.bare && { updated: formatMoment(stored.updated) }),
  }
  showFields(ctx, definition.fields, stored.values, json, view, definition)
  if (stored.deleted !== undefined) json.deleted = formatMoment(stored.deleted)
  for (const child of definition.children ?? [])
    json[child.name] = showChildren(ctx, definition, stored, child, view)
  definition.show?.(ctx, stored, json)
  if (view.fields === 'minimumStock' && definition.fields.minimumBalance)
    json.minimumStock = { type: 'ALL_WAREHOUSE_SUM', quantity: stored.values.minimumBalance ?? 0 }
  return json
}

/** A collection inside an object: its meta, and its rows (100 at most) when expanded. */
function showChildren(
  ctx: Ctx,
  definition: EntityDefinition,
  stored: Stored,
  child: ChildDefinition,
  view: View,
): Values {
  const rows = stored.children[child.name] ?? []
  const path = `entity/${stored.type}/${stored.id}/${child.name}`
  const expand = view.expand[child.name]
  const limit = expand ? 100 : 1000
  return {
    meta: { ...childMeta(ctx, path, child.type, child.metadataOf), size: rows.length, limit, offset: 0 },
    ...(expand && {
      rows: rows.slice(0, limit).map((row) => showChild(ctx, stored, child, row, { ...view, expand })),
    }),
  }
}

export function showChild(
  ctx: Ctx,
  owner: Stored,
  definition: ChildDefinition,
  child: Child,
  view: View,
): Values {
  if (definition.name === 'images')
    return showImage(ctx, owner, child, view.fields === 'downloadPermanentHref')
  const path = `entity/${owner.type}/${owner.id}/${definition.name}/${child.id}`
  const json: Values = {
    meta: childMeta(ctx, path, definition.type, definition.metadataOf),
    id: child.id,
    accountId: ctx.account.id,
  }
  showFields(ctx, definition.fields, child.values, json, view)
  if (view.fields === 'stock' && definition.name === 'positions') json.stock = positionStock(ctx, child)
  return json
}

function positionStock({ account }: Ctx, child: Child): Values {
  const lines = account.ledger.of((child.values.assortment as Ref).id)
  const sum = (pick: (line: (typeof lines)[number]) => number) =>
    lines.reduce((total, line) => total + pick(line), 0)
  const [quantity, reserve, intransit] = [sum((l) => l.stock), sum((l) => l.reserve), sum((l) => l.inTransit)]
  return { cost: 0, quantity, reserve, intransit, available: quantity - reserve + intransit }
}
