import { amountOf, positionsFor, sameAmount, type LineValue } from './line-value.js'
import { pairByContent } from './pair-lines.js'
import type { LineMerge, LineSides, Step } from './line-merge.js'
import { addToShop, changeInShop, removeFromShop } from './shop-line.js'
import type { Amount, BaseLine, PendingLine, Position } from './types.js'
import { isComputedLine } from './types.js'

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
    ...fresh.lines.map((line) => writeToMoysklad(sides, line, [])),
    ...fresh.positions.map((position) => addToShop(sides, position)),
  ])
}

const isThere = ({ quantity }: Amount): boolean => quantity !== 0

function mergeKnown(sides: LineSides, base: BaseLine): Step {
  const line = sides.lines.find((candidate) => candidate.lineId === base.lineId)
  const old = sides.positions.filter((position) => base.positionIds.includes(position.id))
  // agreed to stand in MoySklad alone
  if (base.lineId === '') return { positions: old }
  const now = old.length > 0 ? amountOf(old, base.parts) : undefined
  if (line && now ? sameAmount(line, now) : line === now) return { positions: old }
  const insalesChanged = line ? !sameAmount(line, base.insales) : isThere(base.insales)
  const moyskladChanged = now ? !sameAmount(now, base.moysklad) : isThere(base.moysklad)
  if (!moyskladChanged && !insalesChanged) return { positions: old }
  if (!moyskladChanged) return line ? writeToMoysklad(sides, line, old) : removeFromMoysklad(base)
  const step = writeToInsales(sides, base, old)
  return insalesChanged && !('problem' in step) ? { ...step, conflict: line?.title ?? base.lineId } : step
}

function writeToMoysklad({ terms }: LineSides, line: LineValue, old: readonly Position[]): Step {
  const { lineId, assortment, parts, quantity, totalMinor } = line
  const positions = positionsFor(line, old, terms.reserve)
  const pending: PendingLine = {
    target: 'moysklad',
    lineId,
    positionIds: old.map((position) => position.id),
    assortment,
    ...(parts ? { parts } : {}),
    prices: positions.map(({ priceMinor }) => priceMinor),
    amount: { quantity, totalMinor },
  }
  return { positions, pending }
}

const removeFromMoysklad = ({ lineId, positionIds, assortment }: BaseLine): Step => ({
  positions: [],
  pending: { target: 'moysklad', lineId, positionIds, assortment, amount: { quantity: 0, totalMinor: 0 } },
})

/** Makes the shop's line what MoySklad has: `old`, or nothing any more. */
function writeToInsales(sides: LineSides, base: BaseLine, old: Position[]): Step {
  // each side keeps its own
  if (isComputedLine(base.lineId)) return { positions: old, conflict: base.lineId }
  return old.length === 0 ? removeFromShop(base) : changeInShop(sides, base, old)
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
