import type { Ctx } from '../model/account.js'
import type { EntityDefinition, Save } from '../model/definition.js'
import { choice, float, minute, moment, of, taxSystems } from '../model/fields.js'
import type { Ref, Stored } from '../model/types.js'
import { noStore } from '../stock/ledger.js'
import {
  checkDocument,
  computeSums,
  documentChildren,
  documentFields,
  positionSum,
  prepareDocument,
  shippingFields,
} from './documents.js'

export const customerorder: EntityDefinition = {
  type: 'customerorder',
  page: 'customerorder',
  attributesOf: 'customerorder',
  hasStates: true,
  isDocument: true,
  fields: {
    ...documentFields,
    ...shippingFields,
    deliveryPlannedMoment: minute(),
    reservedSum: float({ readOnly: true, initial: 0 }),
    shippedSum: float({ readOnly: true, initial: 0 }),
    invoicedSum: float({ readOnly: true, initial: 0 }),
    taxSystem: choice(taxSystems),
    deleted: moment({ readOnly: true }),
    demands: of('any', { readOnly: true }),
    payments: of('any', { readOnly: true }),
  },
  children: documentChildren('customerorder', {
    reserve: float({ initial: 0, positive: true }),
    shipped: float({ initial: 0, readOnly: true }),
  }),
  prepare: prepareDocument,
  check: checkDocument,
  compute({ draft }) {
    const positions = draft.children.positions ?? []
    computeSums(draft.values, positions)
    draft.values.reservedSum = positions.reduce(
      (total, { values }) => total + positionSum(values, Number(values.reserve ?? 0)),
      0,
    )
  },
  saved: ({ ctx, draft, before }: Save) => {
    if (before) reserve(ctx, before, -1)
    reserve(ctx, draft, 1)
  },
  removed: (ctx, stored) => reserve(ctx, stored, -1),
}

/** Reserves count while the order is posted and not in the bin; shipped goods are reserved no more. */
function reserve(ctx: Ctx, order: Stored, sign: 1 | -1): void {
  if (!order.values.applicable || order.deleted !== undefined) return
  const storeId = (order.values.store as Ref | undefined)?.id ?? noStore
  for (const { values } of order.children.positions ?? []) {
    const left = Math.max(0, Number(values.reserve ?? 0) - Number(values.shipped ?? 0))
    for (const { id, share } of stockedParts(ctx, values.assortment as Ref))
      ctx.account.ledger.addReserve(id, storeId, sign * left * share, ctx.account.now())
  }
}

/** What a position takes from the shelf: itself, a bundle's components, nothing for a service. */
export function stockedParts(ctx: Ctx, good: Ref): { id: string; share: number }[] {
  if (good.type === 'service') return []
  if (good.type !== 'bundle') return [{ id: good.id, share: 1 }]
  const components = ctx.account.collection('bundle').get(good.id)?.children.components ?? []
  return components
    .map(({ values }) => ({ ref: values.assortment as Ref, share: Number(values.quantity) }))
    .filter(({ ref }) => ref.type !== 'service')
    .map(({ ref, share }) => ({ id: ref.id, share }))
}
