import { pathOf } from '../entities/goods.js'
import type { Ctx } from '../model/account.js'
import type { EntityDefinition } from '../model/definition.js'
import type { AttributeValue, Ref, Stored, Values } from '../model/types.js'
import { parseMoment } from '../moment.js'

/** What a field holds, as things to compare; none when it is empty. */
export type Reader = (stored: Stored) => (string | number)[]

const list = (value: unknown): (string | number)[] =>
  value === undefined || value === null || value === ''
    ? []
    : [typeof value === 'number' ? value : String(value)]

const special: Record<string, (ctx: Ctx) => Reader> = {
  id: () => (stored) => [stored.id],
  accountId: (ctx) => () => [ctx.account.id],
  updated: () => (stored) => [stored.updated],
  updatedBy: () => (stored) => [stored.updatedBy],
  isDeleted: () => (stored) => [String(stored.deleted !== undefined)],
  deleted: () => (stored) => list(stored.deleted),
  productid: () => (stored) => list((stored.values.product as Ref | undefined)?.id),
  barcode: () => (stored) =>
    ((stored.values.barcodes ?? []) as Values[]).flatMap((one) => Object.values(one) as string[]),
  pathName: (ctx) => (stored) => list(pathOf(ctx.account, stored.values.productFolder as Ref | undefined)),
  'state.name': (ctx) => (stored) => list(stateName(ctx, stored)),
}

function stateName({ account }: Ctx, stored: Stored): string | undefined {
  const state = stored.values.state as Ref | undefined
  return state && account.states(stored.type).get(state.id)?.name
}

export function valueReader(
  ctx: Ctx,
  definition: EntityDefinition,
  what: { field: string } | { attribute: string },
): Reader {
  if ('attribute' in what) return attributeReader(what.attribute)
  const name = what.field
  const own = special[name]
  if (own) return own(ctx)
  const kind = definition.fields[name]?.kind
  if (kind === 'ref') return (stored) => list((stored.values[name] as Ref | undefined)?.id)
  if (kind === 'priceType')
    return (stored) => list(ctx.account.priceTypes.find(({ id }) => id === stored.values[name])?.name)
  if (kind === 'strings') return (stored) => (stored.values[name] ?? []) as string[]
  return (stored) => list(stored.values[name])
}

function attributeReader(id: string): Reader {
  return (stored) => {
    const attributes = (stored.values.attributes ?? []) as AttributeValue[]
    const value = attributes.find((one) => one.id === id)?.value
    if (typeof value === 'object' && value !== null) return list((value as Ref).id)
    const moment = typeof value === 'string' ? parseMoment(value) : undefined
    return moment === undefined ? list(value) : [moment]
  }
}
