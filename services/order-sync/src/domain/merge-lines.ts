import type { AppError } from '@skladbridge/errors'
import { orderErrors } from '../errors.js'
import { amountOf, positionsFor, sameAmount, type LineValue } from './line-value.js'
import { pairByContent } from './pair-lines.js'
import type {
  Amount,
  AssortmentRef,
  BaseLine,
  InsalesOrder,
  PendingLine,
  Position,
  VariantLinks,
} from './types.js'
import { DELIVERY_LINE } from './types.js'

/** A change to one order line in the shop; only what is set is written. An empty id adds a line. */
export interface InsalesLineChange {
  id: string
  variantId: string
  quantity?: number
  salePriceMinor?: number
  remove: boolean
}

export interface LineMerge {
  /** The complete new list for MoySklad; absent = leave it as it is. */
  positions?: Position[]
  insales: InsalesLineChange[]
  /** The intent to remember before writing. */
  pending: PendingLine[]
  /** Titles of lines that both sides changed differently: MoySklad won. */
  conflicts: string[]
  /** Why a change cannot go over; nothing may be written then. */
  problem?: AppError
}

export interface LineSides {
  order: InsalesOrder
  /** `order`'s lines in MoySklad's terms. */
  lines: readonly LineValue[]
  positions: readonly Position[]
  base: readonly BaseLine[]
  links: VariantLinks
}

/** What becomes of one line: the positions it ends with, and what to change where. */
type Step =
  | { positions: Position[]; pending?: PendingLine; conflict?: string }
  | { positions: Position[]; pending: PendingLine; insales: InsalesLineChange; conflict?: string }
  | { problem: AppError }

/**
 * Three-way merge of lines against the base. One side changed → the other follows; both to the same → agreed; differently
 * → MoySklad wins. Lines are told apart by inSales line id and position id, never by product alone: one product may stand
 * in several lines. New ones on both sides with equal content are one line whose pairing was lost in a crash.
 */
export function mergeLines(sides: LineSides): LineMerge {
  const baseLineIds = new Set(sides.base.map((line) => line.lineId))
  const basePositionIds = new Set(sides.base.flatMap((line) => line.positionIds))
  const fresh = pairByContent(
    sides.lines.filter((line) => !baseLineIds.has(line.lineId)),
    sides.positions.filter((position) => !basePositionIds.has(position.id)),
  )
  return collect([
    ...sides.base.map((line) => mergeKnown(sides, line)),
    ...fresh.pairs.map((pair): Step => ({ positions: pair.positions })),
    ...fresh.lines.map((line) => writeToMoysklad(sides.order, line, [])),
    ...fresh.positions.map((position) => addToInsales(sides, position)),
  ])
}

function mergeKnown(sides: LineSides, base: BaseLine): Step {
  const line = sides.lines.find((candidate) => candidate.lineId === base.lineId)
  const old = sides.positions.filter((position) => base.positionIds.includes(position.id))
  const now = old.length > 0 ? amountOf(old) : undefined
  if (line && now ? sameAmount(line, now) : line === now) return { positions: old }
  const insalesChanged = !line || !sameAmount(line, base.insales)
  const moyskladChanged = !now || !sameAmount(now, base.moysklad)
  if (!moyskladChanged && !insalesChanged) return { positions: old }
  if (!moyskladChanged) return line ? writeToMoysklad(sides.order, line, old) : removeFromMoysklad(base)
  const step = writeToInsales(sides, base, old)
  return insalesChanged && !('problem' in step) ? { ...step, conflict: line?.title ?? base.lineId } : step
}

function writeToMoysklad(order: InsalesOrder, line: LineValue, old: readonly Position[]): Step {
  const positions = positionsFor(line, old)
  return positions
    ? { positions, pending: pendingFor('moysklad', line.lineId, old, line.assortment, line) }
    : { problem: orderErrors.ORDERS_PRICE_NOT_WHOLE({ order: order.number, line: line.title }) }
}

const pendingFor = (
  target: PendingLine['target'],
  lineId: string,
  positions: readonly Position[],
  assortment: AssortmentRef,
  { quantity, totalMinor }: Amount,
): PendingLine => ({
  target,
  lineId,
  positionIds: positions.map((position) => position.id),
  assortment,
  amount: { quantity, totalMinor },
})

const idsOf = ({ lineId, positionIds, assortment }: BaseLine) => ({ lineId, positionIds, assortment })

const gone: Amount = { quantity: 0, totalMinor: 0 }

const removeFromMoysklad = (base: BaseLine): Step => ({
  positions: [],
  pending: { target: 'moysklad', ...idsOf(base), amount: gone },
})

/** Makes the shop's line what MoySklad has: `old`, or nothing any more. */
function writeToInsales(sides: LineSides, base: BaseLine, old: Position[]): Step {
  // the shop offers no way to set the price of delivery: each side keeps its own
  if (base.lineId === DELIVERY_LINE) return { positions: old, conflict: DELIVERY_LINE }
  if (old.length === 0) {
    const pending: PendingLine = { target: 'insales', ...idsOf(base), amount: gone }
    return { positions: [], pending, insales: { id: base.lineId, variantId: '', remove: true } }
  }
  const known = sides.order.lines.find((line) => line.id === base.lineId)
  if (!known) return addLine(sides, base.assortment, amountOf(old), old)
  const now = amountOf(old)
  const insales: InsalesLineChange = { id: known.id, variantId: '', remove: false }
  if (now.quantity !== known.quantity) insales.quantity = now.quantity
  const unit = now.totalMinor / now.quantity
  if (unit !== known.fullSalePriceMinor) {
    const about = { order: sides.order.number, line: known.title }
    if (!Number.isInteger(unit)) return { problem: orderErrors.ORDERS_PRICE_NOT_WHOLE(about) }
    if (known.salePriceMinor !== known.fullSalePriceMinor) {
      return { problem: orderErrors.ORDERS_PRICE_WITH_MARGIN(about) }
    }
    insales.salePriceMinor = unit
  }
  return { positions: old, pending: pendingFor('insales', known.id, old, base.assortment, now), insales }
}

const addToInsales = (sides: LineSides, position: Position): Step =>
  addLine(sides, position.assortment, amountOf([position]), [position])

function addLine(sides: LineSides, assortment: AssortmentRef, amount: Amount, positions: Position[]): Step {
  const variantId = sides.links.byAssortment.get(assortment.id)
  const order = sides.order.number
  if (!variantId)
    return { problem: orderErrors.ORDERS_POSITION_NOT_LINKED({ order, position: assortment.id }) }
  const unit = amount.totalMinor / amount.quantity
  if (!Number.isInteger(unit)) {
    return { problem: orderErrors.ORDERS_PRICE_NOT_WHOLE({ order, line: assortment.id }) }
  }
  return {
    positions,
    pending: pendingFor('insales', '', positions, assortment, amount),
    insales: { id: '', variantId, quantity: amount.quantity, salePriceMinor: unit, remove: false },
  }
}

function collect(steps: readonly Step[]): LineMerge {
  const merge: LineMerge = { insales: [], pending: [], conflicts: [] }
  const positions: Position[] = []
  let changed = false
  for (const step of steps) {
    if ('problem' in step) {
      merge.problem ??= step.problem
      continue
    }
    positions.push(...step.positions)
    if (step.conflict) merge.conflicts.push(step.conflict)
    if (step.pending) merge.pending.push(step.pending)
    if ('insales' in step) merge.insales.push(step.insales)
    else if (step.pending) changed = true
  }
  return changed ? { ...merge, positions } : merge
}
