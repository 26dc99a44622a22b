import { amountOf, sameAmount, type LineValue } from './line-value.js'
import { pairByContent, takeParts } from './pair-lines.js'
import type { BaseLine, OrderBase, PendingLine, PendingWrite, Position } from './types.js'

/** Both sides as they stand now. */
export interface SettleSides {
  status: string
  stateId: string
  lines: readonly LineValue[]
  positions: readonly Position[]
}

/**
 * The base after our own writes, as far as they show on the sides: what was intended and now stands there becomes the base;
 * what does not show leaves the base as it was, so it is decided again. The same function ends a normal attempt and begins
 * the one after a crash.
 */
export function settleBase(
  base: OrderBase | null,
  pending: PendingWrite | null,
  sides: SettleSides,
): OrderBase {
  const old = base?.lines ?? []
  const settled = (pending?.lines ?? []).reduce((lines, line) => settleLine(lines, line, sides), old)
  return { ...settleStatus(base, pending, sides), lines: agree(settled, sides) }
}

function settleStatus(base: OrderBase | null, pending: PendingWrite | null, sides: SettleSides) {
  const status = pending?.status
  if (!base) {
    return {
      insalesStatus: status?.insalesStatus ?? sides.status,
      // born without a status of ours, it has the one that MoySklad gave it
      moyskladStateId: status?.moyskladStateId || sides.stateId,
    }
  }
  const shows =
    status &&
    (status.target === 'moysklad'
      ? status.moyskladStateId === sides.stateId
      : status.insalesStatus === sides.status)
  return shows
    ? { insalesStatus: status.insalesStatus, moyskladStateId: status.moyskladStateId }
    : { insalesStatus: base.insalesStatus, moyskladStateId: base.moyskladStateId }
}

function settleLine(base: readonly BaseLine[], pending: PendingLine, sides: SettleSides): BaseLine[] {
  const found =
    pending.target === 'moysklad' ? seenInMoysklad(base, pending, sides) : seenInInsales(base, pending, sides)
  if (!found) return [...base]
  const rest = base.filter((line) => !isLineOf(line, pending))
  return found === 'gone' ? rest : [...rest, found]
}

const isLineOf = (line: BaseLine, pending: PendingLine): boolean =>
  (pending.lineId !== '' && line.lineId === pending.lineId) ||
  line.positionIds.some((id) => pending.positionIds.includes(id))

const baseLine = (pending: PendingLine, lineId: string, positionIds: string[]): BaseLine => ({
  lineId,
  positionIds,
  assortment: pending.assortment,
  insales: pending.amount,
  moysklad: pending.amount,
})

function seenInMoysklad(
  base: readonly BaseLine[],
  pending: PendingLine,
  sides: SettleSides,
): BaseLine | 'gone' | undefined {
  const mine = sides.positions.filter((position) => pending.positionIds.includes(position.id))
  if (pending.amount.quantity === 0) return mine.length === 0 ? 'gone' : undefined
  if (mine.length > 0 && sameAmount(amountOf(mine), pending.amount)) {
    return baseLine(pending, pending.lineId, pending.positionIds)
  }
  // the number of parts changed, so some positions have new ids
  const others = new Set(base.filter((line) => !isLineOf(line, pending)).flatMap((line) => line.positionIds))
  const free = sides.positions.filter((position) => !others.has(position.id))
  const parts = takeParts([...free], { assortment: pending.assortment, ...pending.amount })
  return (
    parts &&
    baseLine(
      pending,
      pending.lineId,
      parts.map((position) => position.id),
    )
  )
}

function seenInInsales(
  base: readonly BaseLine[],
  pending: PendingLine,
  sides: SettleSides,
): BaseLine | 'gone' | undefined {
  const known = sides.lines.find((line) => line.lineId === pending.lineId)
  if (pending.amount.quantity === 0) return known ? undefined : 'gone'
  const owned = new Set(base.map((line) => line.lineId))
  const line =
    known ??
    sides.lines.find(
      (candidate) =>
        pending.lineId === '' &&
        !owned.has(candidate.lineId) &&
        candidate.assortment.id === pending.assortment.id &&
        sameAmount(candidate, pending.amount),
    )
  if (!line || !sameAmount(line, pending.amount)) return undefined
  return baseLine(pending, line.lineId, pending.positionIds)
}

/** Where both sides say the same now, that is the base, whoever wrote it; equal new lines are paired. */
function agree(base: readonly BaseLine[], { lines, positions }: SettleSides): BaseLine[] {
  const byId = new Map(lines.map((line) => [line.lineId, line]))
  const kept = base.flatMap((known): BaseLine[] => {
    const line = byId.get(known.lineId)
    const mine = positions.filter((position) => known.positionIds.includes(position.id))
    if (!line && mine.length === 0) return []
    const now = amountOf(mine)
    if (!line || !sameAmount(line, now)) return [known]
    return [{ ...known, insales: now, moysklad: now, positionIds: mine.map((position) => position.id) }]
  })
  const ownedLines = new Set(kept.map((line) => line.lineId))
  const ownedPositions = new Set(kept.flatMap((line) => line.positionIds))
  const { pairs } = pairByContent(
    lines.filter((line) => !ownedLines.has(line.lineId)),
    positions.filter((position) => !ownedPositions.has(position.id)),
  )
  return [...kept, ...pairs.map(({ line, positions: found }) => pairedLine(line, found))]
}

function pairedLine(line: LineValue, found: readonly Position[]): BaseLine {
  const now = amountOf(found)
  return {
    lineId: line.lineId,
    positionIds: found.map((position) => position.id),
    assortment: line.assortment,
    insales: now,
    moysklad: now,
  }
}
