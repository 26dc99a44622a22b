import type { moysklad } from '@skladbridge/proto'
import { toMinor } from '../../domain/money.js'
import { toRfc3339 } from '../../domain/moment.js'
import { idOf, type Ref } from '../hrefs.js'
import { toAttribute } from './attributes.js'
import type { Order, Position } from './schema.js'

/** Without positions: they were not asked for. */
export const toOrder = (order: Order, positions?: Position[]): moysklad.Order => ({
  id: order.id,
  syncId: order.syncId ?? '',
  name: order.name,
  externalCode: order.externalCode ?? '',
  moment: toRfc3339(order.moment),
  stateId: idOf(order.state),
  agentId: idOf(order.agent),
  organizationId: idOf(order.organization),
  storeId: idOf(order.store),
  applicable: order.applicable ?? false,
  deleted: order.deleted !== undefined,
  sumMinor: toMinor(order.sum),
  payedSumMinor: toMinor(order.payedSum),
  positions: (positions ?? []).map(toPosition),
  positionsKnown: positions !== undefined,
  attributes: (order.attributes ?? []).map(toAttribute).filter((one) => one !== undefined),
  updated: toRfc3339(order.updated),
})

const toPosition = (position: Position): moysklad.Position => ({
  id: position.id,
  assortment: toAssortment(position.assortment),
  quantity: position.quantity,
  priceMinor: toMinor(position.price),
  discount: position.discount ?? 0,
  vat: position.vat ?? 0,
  vatEnabled: position.vatEnabled ?? false,
  reserve: position.reserve ?? 0,
})

/** Some answers name a type that the href does not: the address is what one can ask. */
export const toAssortment = (ref: Ref): { kind: string; id: string } => ({
  kind: /\/entity\/(\w+)\/[^/]+$/.exec(ref.meta.href.split('?')[0]!)?.[1] ?? ref.meta.type ?? '',
  id: idOf(ref),
})
