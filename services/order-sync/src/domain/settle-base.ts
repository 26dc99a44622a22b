import { amountOf, sameAmount, type LineValue } from './line-value.js'
import { pairByContent, takeEqual, takeSimilar } from './pair-lines.js'
import { settleStatus, type StatusNow } from './settle-status.js'
import type { BaseLine, OrderBase, PendingLine, PendingWrite, Position } from './types.js'

/** Both sides as they stand now. */
export interface SettleSides extends StatusNow {
  lines: readonly LineValue[]
  positions: readonly Position[]
}

/**
 * The base after our own writes, as far as they show on the sides: what was intended and now stands there becomes the base;
 * what does not show leaves the base as it was, so it is decided again. The same function ends a normal attempt and begins
 * the one after a crash. `certain`: the writes were answered, so what stands there is what the platform made of them.
 */
export function settleBase(
  base: OrderBase | null,
  pending: PendingWrite | null,
  sides: SettleSides,
  certain = false,
): OrderBase {
  const settling: Settling = { sides, certain, born: base === null }
  // what shows exactly goes first: nothing else may take it for its own
  const plain: Settling = { sides, certain: false, born: false }
  const first = settleLines(base?.lines ?? [], pending?.lines ?? [], plain)
  const { lines } = settleLines(first.lines, first.open, settling)
  return {
    ...(base?.fields ? { fields: base.fields } : {}),
    ...settleStatus(base, pending?.status, sides),
    lines: agree(lines, sides),
  }
}

interface Settling {
  sides: SettleSides
  certain: boolean
  /** The order was just made: every line in it is ours. */
  born: boolean
}

/** The base with those intended lines that show, and those that do not. */
function settleLines(base: readonly BaseLine[], pending: readonly PendingLine[], settling: Settling) {
  let lines = [...base]
  const open: PendingLine[] = []
  for (const line of pending) {
    const found =
      line.target === 'moysklad'
        ? seenInMoysklad(lines, line, settling)
        : seenInInsales(lines, line, settling)
    if (!found) open.push(line)
    else {
      const rest = lines.filter((one) => !isLineOf(one, line))
      lines = found === 'gone' ? rest : [...rest, found]
    }
  }
  return { lines, open }
}

const isLineOf = (line: BaseLine, pending: PendingLine): boolean =>
  (pending.lineId !== '' && line.lineId === pending.lineId) ||
  line.positionIds.some((id) => pending.positionIds.includes(id))

const baseLine = (pending: PendingLine, lineId: string, positionIds: string[]): BaseLine => ({
  lineId,
  positionIds,
  ...(pending.prices ? { prices: pending.prices } : {}),
  assortment: pending.assortment,
  ...(pending.parts ? { parts: pending.parts } : {}),
  insales: pending.amount,
  moysklad: pending.amount,
})

const pricesOf = (positions: readonly Position[]): number[] => positions.map(({ priceMinor }) => priceMinor)
const idsOf = (positions: readonly Position[]): string[] => positions.map((position) => position.id)

function seenInMoysklad(
  base: readonly BaseLine[],
  pending: PendingLine,
  { sides, certain, born }: Settling,
): BaseLine | 'gone' | undefined {
  const { parts, amount, lineId } = pending
  const mine = sides.positions.filter((position) => pending.positionIds.includes(position.id))
  if (amount.quantity === 0) return mine.length === 0 ? 'gone' : undefined
  if (mine.length > 0 && sameAmount(amountOf(mine, parts), amount)) {
    return baseLine(pending, lineId, pending.positionIds)
  }
  // the number of pieces changed, so some positions have new ids
  const others = new Set(base.filter((line) => !isLineOf(line, pending)).flatMap((line) => line.positionIds))
  const free = sides.positions.filter((position) => !others.has(position.id))
  const content = { assortment: pending.assortment, ...(parts ? { parts } : {}), ...amount }
  const equal = takeEqual([...free], content)
  if (equal) return baseLine(pending, lineId, idsOf(equal))
  if (!certain && !born) return undefined
  // ours, but written differently: by the platform that made something else of it, or by a person just after us
  const similar = takeSimilar([...free], content)
  // the order was made with it, so a person has taken it out since
  if (!similar) return born ? baseLine(pending, lineId, []) : undefined
  const seen = baseLine(pending, lineId, idsOf(similar))
  return certain ? { ...seen, prices: pricesOf(similar), moysklad: amountOf(similar, parts) } : seen
}

function seenInInsales(
  base: readonly BaseLine[],
  pending: PendingLine,
  { sides, certain }: Settling,
): BaseLine | 'gone' | undefined {
  const { lineId, amount } = pending
  const known = sides.lines.find((line) => line.lineId === lineId)
  if (amount.quantity === 0) return known ? undefined : 'gone'
  const line = known ?? (lineId === '' ? newLineOf(base, pending, sides) : undefined)
  if (!line) return undefined
  // the shop computes with its discounts and may round: then its own sum is a change that MoySklad follows
  const before = known && base.find((one) => one.lineId === lineId)?.insales.quantity
  const quantityShows = line.quantity === amount.quantity && before !== amount.quantity
  const settled = certain || quantityShows || sameAmount(line, amount)
  return settled ? baseLine(pending, line.lineId, pending.positionIds) : undefined
}

/** A line that we have added: nobody else's, of the same goods; one with the very sum first. */
function newLineOf(
  base: readonly BaseLine[],
  { assortment, amount }: PendingLine,
  sides: SettleSides,
): LineValue | undefined {
  const owned = new Set(base.map((line) => line.lineId))
  const fitting = sides.lines.filter(
    (line) =>
      !owned.has(line.lineId) && line.assortment.id === assortment.id && line.quantity === amount.quantity,
  )
  return fitting.find((line) => sameAmount(line, amount)) ?? fitting[0]
}

/** Where both sides say the same now, that is the base, whoever wrote it; equal new lines are paired. */
function agree(base: readonly BaseLine[], { lines, positions }: SettleSides): BaseLine[] {
  const byId = new Map(lines.map((line) => [line.lineId, line]))
  const kept = base.flatMap((known): BaseLine[] => {
    const line = byId.get(known.lineId)
    const mine = positions.filter((position) => known.positionIds.includes(position.id))
    if (!line && mine.length === 0) return []
    const now = amountOf(mine, known.parts)
    if (!line || !sameAmount(line, now)) return [known]
    return [{ ...known, insales: now, moysklad: now, positionIds: idsOf(mine), prices: pricesOf(mine) }]
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
  const now = { quantity: line.quantity, totalMinor: line.totalMinor }
  return {
    lineId: line.lineId,
    positionIds: idsOf(found),
    prices: pricesOf(found),
    assortment: line.assortment,
    ...(line.parts ? { parts: line.parts } : {}),
    insales: now,
    moysklad: now,
  }
}
