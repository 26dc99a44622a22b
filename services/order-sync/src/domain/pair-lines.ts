import { piecesOf, type PartPiece } from './line-value.js'
import type { Amount, AssortmentRef, Part, Position } from './types.js'

/** What makes two lines the same when their ids are not known. */
export interface LineContent extends Amount {
  assortment: AssortmentRef
  parts?: Part[]
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
    const found = takeEqual(leftPositions, line)
    if (found) pairs.push({ line, positions: found })
    else leftLines.push(line)
  }
  return { pairs, lines: leftLines, positions: leftPositions }
}

/** All pieces of a line out of `left`, or nothing. */
export function takeEqual(left: Position[], line: LineContent): Position[] | undefined {
  const found: Position[] = []
  for (const piece of piecesOf(line)) {
    const position = takeOne(left, piece)
    if (!position) {
      left.push(...found)
      return undefined
    }
    found.push(position)
  }
  return found
}

function takeOne(left: Position[], piece: PartPiece): Position | undefined {
  const index = left.findIndex(
    (position) =>
      position.assortment.id === piece.assortment.id &&
      position.quantity === piece.quantity &&
      position.priceMinor === piece.priceMinor &&
      position.discount === 0,
  )
  return index < 0 ? undefined : left.splice(index, 1)[0]
}

/** As many positions of the line's goods as it has pieces, whatever their amounts; undefined when there is none. */
export function takeSimilar(left: Position[], line: LineContent): Position[] | undefined {
  const found = piecesOf(line).flatMap(({ assortment }) => {
    const index = left.findIndex((position) => position.assortment.id === assortment.id)
    return index < 0 ? [] : left.splice(index, 1)
  })
  return found.length > 0 ? found : undefined
}
