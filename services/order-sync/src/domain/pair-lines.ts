import { splitLine, type LinePart } from './split-line.js'
import type { Amount, AssortmentRef, Position } from './types.js'

/** What makes two lines the same when their ids are not known. */
export interface LineContent extends Amount {
  assortment: AssortmentRef
}

/**
 * Pairs lines with positions of equal content: what an attempt wrote that died before it could remember the pairing.
 * Everything else is left over.
 */
export function pairByContent<Line extends LineContent>(
  lines: readonly Line[],
  positions: readonly Position[],
) {
  const leftPositions = [...positions]
  const pairs: { line: Line; positions: Position[] }[] = []
  const leftLines: Line[] = []
  for (const line of lines) {
    const found = takeParts(leftPositions, line)
    if (found) pairs.push({ line, positions: found })
    else leftLines.push(line)
  }
  return { pairs, lines: leftLines, positions: leftPositions }
}

/** All parts of a line out of `left`, or nothing. */
export function takeParts(left: Position[], line: LineContent): Position[] | undefined {
  const parts = splitLine(line.quantity, line.totalMinor)
  if (!parts) return undefined
  const found: Position[] = []
  for (const part of parts) {
    const position = takeOne(left, line.assortment, part)
    if (!position) {
      left.push(...found)
      return undefined
    }
    found.push(position)
  }
  return found
}

function takeOne(left: Position[], assortment: AssortmentRef, part: LinePart): Position | undefined {
  const index = left.findIndex(
    (position) =>
      position.assortment.id === assortment.id &&
      position.quantity === part.quantity &&
      position.priceMinor === part.priceMinor &&
      position.discount === 0,
  )
  return index < 0 ? undefined : left.splice(index, 1)[0]
}
