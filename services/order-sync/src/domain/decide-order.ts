import type { OrderSettings } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import { decideBirth, type BirthDecision } from './decide-birth.js'
import { readInsalesLines } from './line-value.js'
import { mergeFields, type FieldMerge } from './merge-fields.js'
import type { InsalesLineChange, LineMerge } from './line-merge.js'
import { mergeLines } from './merge-lines.js'
import { mergeStatus, type ShopChange, type StatusMerge } from './merge-status.js'
import { sumProblem } from './sum-problem.js'
import type {
  Attribute,
  InsalesOrder,
  LineTerms,
  MoyskladOrder,
  OrderBase,
  PendingStatus,
  PendingWrite,
  Position,
} from './types.js'
import { isCancelled } from './types.js'

export interface OrderSides {
  settings: OrderSettings
  /** Null only while the order is not there yet. */
  base: OrderBase | null
  insales: InsalesOrder
  /** Absent = not there yet. */
  moysklad: MoyskladOrder | undefined
  terms: LineTerms
}

export interface OrderUpdate {
  kind: 'update'
  /** The base to write from: what needs no writing is agreed already. */
  base: OrderBase
  moysklad: MoyskladChange | undefined
  insales: InsalesChange | undefined
  /** The intent to remember before writing. */
  pending: PendingWrite
  conflicts: string[]
  unfit: string[]
  /** What could not go over, while the rest did. */
  problem?: AppError
}

export interface MoyskladChange {
  stateId?: string
  positions?: Position[]
  attributes: Attribute[]
}

export interface InsalesChange extends ShopChange {
  lines: InsalesLineChange[]
  fields: { handle: string; value: string }[]
}

export type OrderDecision =
  | BirthDecision
  | { kind: 'blocked'; problem: AppError; base: OrderBase | null }
  | { kind: 'agreed'; base: OrderBase; unfit: string[] }
  | OrderUpdate

/** What to do about one order, from what both sides say now and what they last agreed on. */
export function decideOrder(sides: OrderSides): OrderDecision {
  const { insales, moysklad, terms, settings } = sides
  return moysklad ? decideUpdate(sides, moysklad) : decideBirth(settings, insales, terms)
}

/**
 * Is there more to write after what was just written? A shop that computes its discounts anew, or a platform that makes
 * something else of what it was given, is followed at once: nothing else may ever touch the order again.
 */
export const isUnsettled = (sides: OrderSides): boolean => decideOrder(sides).kind === 'update'

function decideUpdate(sides: OrderSides, moysklad: MoyskladOrder): OrderDecision {
  const { insales, base, settings } = sides
  const status = mergeStatus(settings.statusMap, {
    base,
    insales,
    moysklad: { stateId: moysklad.stateId, updated: moysklad.updated },
  })
  const fields = mergeFields({
    rows: settings.attributes,
    insales: insales.fields,
    moysklad: moysklad.attributes,
    base: base?.fields ?? {},
  })
  const merge = mergeOrFreeze(sides, moysklad)
  // a problem with one line holds back all lines: half an order is a wrong order
  const problem = merge.problem ?? wholeSumProblem(insales, merge)
  const lines: LineMerge = problem ? { insales: [], pending: [], conflicts: [] } : merge
  const positions = settings.reserve ? freed(insales, moysklad, lines.positions) : lines.positions
  return toDecision({ insales, moysklad, base, problem }, status, fields, { ...lines, positions })
}

function mergeOrFreeze({ insales, base, terms }: OrderSides, moysklad: MoyskladOrder): LineMerge {
  const read = readInsalesLines(insales, terms)
  if (read.problem) return { insales: [], pending: [], conflicts: [], problem: read.problem }
  const { positions } = moysklad
  return mergeLines({ order: insales, lines: read.lines, positions, base: base?.lines ?? [], terms })
}

/** A cancelled order holds back nothing: its reserves go, whatever else is written. */
function freed(
  insales: InsalesOrder,
  moysklad: MoyskladOrder,
  merged: Position[] | undefined,
): Position[] | undefined {
  const positions = merged ?? moysklad.positions
  if (!isCancelled(insales) || positions.every(({ reserve }) => reserve === 0)) return merged
  return positions.map((position) => ({ ...position, reserve: 0 }))
}

interface Read {
  insales: InsalesOrder
  moysklad: MoyskladOrder
  base: OrderBase | null
  problem: AppError | undefined
}

type Lines = Omit<LineMerge, 'positions'> & { positions: Position[] | undefined }

function toDecision(read: Read, status: StatusMerge, fields: FieldMerge, lines: Lines): OrderDecision {
  const { problem } = read
  const base = baseOf(read, status, fields)
  const moysklad = moyskladChange(status, fields, lines)
  const insales = insalesChange(status, fields, lines)
  const { unfit } = fields
  if (!moysklad && !insales) {
    return problem ? { kind: 'blocked', problem, base } : { kind: 'agreed', base, unfit }
  }
  const pendingOfStatus = pendingStatus(status, read)
  return {
    kind: 'update',
    base,
    moysklad,
    insales,
    pending: {
      lines: lines.pending,
      ...(pendingOfStatus ? { status: pendingOfStatus } : {}),
      ...(fields.pending.length > 0 ? { fields: fields.pending } : {}),
    },
    conflicts: [...lines.conflicts, ...fields.conflicts, ...(status.conflict ? ['status'] : [])],
    unfit,
    ...(problem ? { problem } : {}),
  }
}

function moyskladChange(
  status: StatusMerge,
  fields: FieldMerge,
  { positions }: Lines,
): MoyskladChange | undefined {
  const { setMoysklad } = status
  if (setMoysklad === undefined && positions === undefined && fields.moysklad.length === 0) return undefined
  return {
    ...(setMoysklad === undefined ? {} : { stateId: setMoysklad }),
    ...(positions === undefined ? {} : { positions }),
    attributes: fields.moysklad,
  }
}

function insalesChange(
  status: StatusMerge,
  fields: FieldMerge,
  { insales }: Lines,
): InsalesChange | undefined {
  if (!status.setInsales && insales.length === 0 && fields.insales.length === 0) return undefined
  return { ...status.setInsales, lines: insales, fields: fields.insales }
}

function pendingStatus(status: StatusMerge, { insales, moysklad }: Read): PendingStatus | undefined {
  const now = { insalesStatus: insales.status, insalesPayment: insales.financialStatus }
  const { setMoysklad, setInsales } = status
  if (setMoysklad !== undefined) return { target: 'moysklad', ...now, moyskladStateId: setMoysklad }
  if (!setInsales) return undefined
  return {
    target: 'insales',
    insalesStatus: setInsales.status ?? insales.status,
    ...(setInsales.bySystem ? { bySystem: true } : {}),
    insalesPayment: setInsales.payment ?? insales.financialStatus,
    moyskladStateId: moysklad.stateId,
  }
}

/** Nothing to write about the statuses: as they are they are agreed, mapped or not. */
function baseOf({ base: old, insales, moysklad }: Read, status: StatusMerge, fields: FieldMerge): OrderBase {
  const now = {
    insalesStatus: insales.status,
    insalesPayment: insales.financialStatus,
    moyskladStateId: moysklad.stateId,
  }
  const settled = status.setInsales === undefined && status.setMoysklad === undefined
  return { ...now, ...old, lines: old?.lines ?? [], fields: fields.base, ...(settled ? now : {}) }
}

/** Only where MoySklad takes the shop's lines as they are must the sums be equal; a mixed merge settles in two steps. */
function wholeSumProblem(insales: InsalesOrder, merge: LineMerge): AppError | undefined {
  const takesShopAsIs = merge.positions && merge.insales.length === 0 && merge.conflicts.length === 0
  return takesShopAsIs ? sumProblem(insales, merge.positions!) : undefined
}
