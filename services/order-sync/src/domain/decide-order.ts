import type { OrderSettings } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import { orderErrors } from '../errors.js'
import { amountOf, positionsFor, readInsalesLines, type LineValue } from './line-value.js'
import { mergeLines, type InsalesLineChange, type LineMerge } from './merge-lines.js'
import { mapToState, mergeStatus, type StatusMerge } from './merge-status.js'
import type {
  AssortmentRef,
  InsalesOrder,
  MoyskladOrder,
  OrderBase,
  PendingLine,
  PendingWrite,
  Position,
  VariantLinks,
} from './types.js'

export interface OrderSides {
  settings: OrderSettings
  /** Null only while the order is not there yet. */
  base: OrderBase | null
  insales: InsalesOrder
  /** Absent = not there yet. */
  moysklad: MoyskladOrder | undefined
  links: VariantLinks
  deliveryService: AssortmentRef | undefined
}

export type OrderDecision =
  | { kind: 'skip'; reason: 'too-old' }
  | { kind: 'blocked'; problem: AppError; base: OrderBase | null }
  | { kind: 'create'; pending: PendingWrite & Required<Pick<PendingWrite, 'birth'>> }
  | { kind: 'agreed'; base: OrderBase }
  | {
      kind: 'update'
      /** The base to write from: statuses that need no writing are agreed already. */
      base: OrderBase
      moysklad: { stateId?: string; positions?: Position[] } | undefined
      insales: { status?: string; lines: InsalesLineChange[] } | undefined
      /** The intent to remember before writing. */
      pending: PendingWrite
      conflicts: string[]
      /** What could not go over, while the rest did. */
      problem?: AppError
    }

/** What to do about one order, from what both sides say now and what they last agreed on. */
export function decideOrder(sides: OrderSides): OrderDecision {
  const { insales, moysklad, settings } = sides
  if (!moysklad) {
    const startFrom = settings.startFrom ? Date.parse(settings.startFrom) : 0
    if (Date.parse(insales.createdAt) < startFrom) return { kind: 'skip', reason: 'too-old' }
    return decideBirth(sides)
  }
  return decideUpdate(sides, moysklad)
}

function decideBirth(sides: OrderSides): OrderDecision {
  const { insales, settings } = sides
  const read = readInsalesLines(insales, sides.links, sides.deliveryService)
  if (read.problem) return { kind: 'blocked', problem: read.problem, base: null }
  const positions: Position[] = []
  for (const line of read.lines) {
    const parts = positionsFor(line)
    if (!parts) {
      const problem = orderErrors.ORDERS_PRICE_NOT_WHOLE({ order: insales.number, line: line.title })
      return { kind: 'blocked', problem, base: null }
    }
    positions.push(...parts)
  }
  const problem = sumProblem(insales, positions)
  if (problem) return { kind: 'blocked', problem, base: null }
  const stateId = mapToState(settings.statusMap, insales.status) ?? ''
  const status = { target: 'moysklad', insalesStatus: insales.status, moyskladStateId: stateId } as const
  const lines = read.lines.map(pendingBirth)
  return { kind: 'create', pending: { lines, status, birth: { positions, stateId } } }
}

const pendingBirth = ({ lineId, assortment, quantity, totalMinor }: LineValue): PendingLine => ({
  target: 'moysklad',
  lineId,
  positionIds: [],
  assortment,
  amount: { quantity, totalMinor },
})

/** Σ positions must be the shop's total to the kopeck. */
function sumProblem(order: InsalesOrder, positions: readonly Position[]): AppError | undefined {
  const difference = amountOf(positions).totalMinor - order.totalPriceMinor
  if (difference === 0) return undefined
  return orderErrors.ORDERS_SUM_DIFFERS({ order: order.number, difference: (difference / 100).toFixed(2) })
}

function decideUpdate(sides: OrderSides, moysklad: MoyskladOrder): OrderDecision {
  const { insales, base, links } = sides
  const status = mergeStatus(sides.settings.statusMap, {
    base,
    insales: { status: insales.status, changedAt: insales.statusChangedAt },
    moysklad: { stateId: moysklad.stateId, updated: moysklad.updated },
  })
  const read = readInsalesLines(insales, links, sides.deliveryService)
  const lines = read.problem
    ? { insales: [], pending: [], conflicts: [], problem: read.problem }
    : mergeLines({
        order: insales,
        lines: read.lines,
        positions: moysklad.positions,
        base: base?.lines ?? [],
        links,
      })
  return toDecision({ insales, stateId: moysklad.stateId, base }, status, lines)
}

function toDecision(
  { insales, stateId, base: old }: { insales: InsalesOrder; stateId: string; base: OrderBase | null },
  status: StatusMerge,
  merge: LineMerge,
): OrderDecision {
  // a problem with one line holds back all lines: half an order is a wrong order
  const problem = merge.problem ?? wholeSumProblem(insales, merge)
  const positions = problem ? undefined : merge.positions
  const lines = problem ? [] : merge.insales
  const base = baseOf(old, status, { insalesStatus: insales.status, moyskladStateId: stateId })
  const toMoysklad = status.setMoysklad !== undefined || positions !== undefined
  const toInsales = status.setInsales !== undefined || lines.length > 0
  if (!toMoysklad && !toInsales)
    return problem ? { kind: 'blocked', problem, base } : { kind: 'agreed', base }
  return {
    kind: 'update',
    base,
    moysklad: toMoysklad
      ? {
          ...(status.setMoysklad === undefined ? {} : { stateId: status.setMoysklad }),
          ...(positions === undefined ? {} : { positions }),
        }
      : undefined,
    insales: toInsales
      ? { ...(status.setInsales === undefined ? {} : { status: status.setInsales }), lines }
      : undefined,
    pending: { lines: problem ? [] : merge.pending, ...pendingStatus(status, insales.status, stateId) },
    conflicts: [...merge.conflicts, ...(status.conflict ? ['status'] : [])],
    ...(problem ? { problem } : {}),
  }
}

function pendingStatus(
  status: StatusMerge,
  insalesStatus: string,
  stateId: string,
): Pick<PendingWrite, 'status'> {
  if (status.setMoysklad !== undefined) {
    return { status: { target: 'moysklad', insalesStatus, moyskladStateId: status.setMoysklad } }
  }
  if (status.setInsales === undefined) return {}
  return { status: { target: 'insales', insalesStatus: status.setInsales, moyskladStateId: stateId } }
}

type StatusPair = Pick<OrderBase, 'insalesStatus' | 'moyskladStateId'>

/** Nothing to write about the statuses: as they are they are agreed, mapped or not. */
function baseOf(old: OrderBase | null, status: StatusMerge, now: StatusPair): OrderBase {
  const settled = status.setInsales === undefined && status.setMoysklad === undefined
  return { ...now, ...old, lines: old?.lines ?? [], ...(settled ? now : {}) }
}

/** Only where MoySklad takes the shop's lines as they are must the sums be equal; a mixed merge settles in two steps. */
function wholeSumProblem(insales: InsalesOrder, merge: LineMerge): AppError | undefined {
  const takesShopAsIs = merge.positions && merge.insales.length === 0 && merge.conflicts.length === 0
  return takesShopAsIs ? sumProblem(insales, merge.positions!) : undefined
}
