import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { EntityDefinition, Save } from '../model/definition.js'
import { choice, float, moment, of, ref, str, taxSystems } from '../model/fields.js'
import type { Child, Ref, Stored } from '../model/types.js'
import { customerorder, stockedParts } from './customerorder.js'
import {
  checkDocument,
  computeSums,
  documentChildren,
  documentFields,
  prepareDocument,
  shippingFields,
} from './documents.js'

export const demand: EntityDefinition = {
  type: 'demand',
  page: 'demand',
  attributesOf: 'demand',
  hasStates: true,
  isDocument: true,
  fields: {
    ...documentFields,
    ...shippingFields,
    customerOrder: ref('customerorder'),
    consignee: ref('counterparty', { filter: false }),
    carrier: ref('counterparty', { filter: false }),
    transportFacilityNumber: str({ filter: false }),
    transportFacility: str({ filter: false }),
    shippingInstructions: str({ filter: false }),
    cargoName: str({ filter: false }),
    goodPackQuantity: float(),
    overhead: of('any'),
    taxSystem: choice(taxSystems),
    deleted: moment({ readOnly: true }),
  },
  children: documentChildren('demand', { overhead: float({ initial: 0 }) }),
  prepare: prepareDocument,
  check(save) {
    checkDocument(save)
    if (save.draft.values.applicable && !save.draft.values.store) throw errors.required('store')
  },
  compute: ({ draft }) => computeSums(draft.values, draft.children.positions ?? []),
  saved({ ctx, draft, before }: Save) {
    if (before) ship(ctx, before, -1)
    ship(ctx, draft, 1)
  },
  removed: (ctx, stored) => ship(ctx, stored, -1),
}

/** A posted demand takes goods off the shelf and counts as shipped for its order. */
function ship(ctx: Ctx, stored: Stored, sign: 1 | -1): void {
  const store = stored.values.store as Ref | undefined
  if (!stored.values.applicable || stored.deleted !== undefined || !store) return
  const { account } = ctx
  for (const { values } of stored.children.positions ?? []) {
    for (const { id, share } of stockedParts(ctx, values.assortment as Ref))
      account.ledger.addStock(id, store.id, -sign * Number(values.quantity) * share, account.now())
  }
  shipOrder(ctx, stored, sign)
}

function shipOrder(ctx: Ctx, stored: Stored, sign: 1 | -1): void {
  const orderId = (stored.values.customerOrder as Ref | undefined)?.id
  const order = orderId && ctx.account.collection('customerorder').get(orderId)
  if (!order) return
  const before = { ...order, children: { ...order.children } }
  order.children = { ...order.children, positions: shippedPositions(order, stored, sign) }
  order.values = {
    ...order.values,
    shippedSum: Number(order.values.shippedSum) + sign * Number(stored.values.sum),
  }
  customerorder.saved!({ ctx, draft: order, before, body: {} })
}

const shippedPositions = (order: Stored, stored: Stored, sign: 1 | -1): Child[] =>
  (order.children.positions ?? []).map((position) => {
    const good = (position.values.assortment as Ref).id
    const quantity = (stored.children.positions ?? [])
      .filter(({ values }) => (values.assortment as Ref).id === good)
      .reduce((total, { values }) => total + Number(values.quantity), 0)
    const shipped = Math.max(0, Number(position.values.shipped ?? 0) + sign * quantity)
    return { ...position, values: { ...position.values, shipped } }
  })
