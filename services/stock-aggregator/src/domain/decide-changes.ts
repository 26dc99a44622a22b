import type { Change, Level, VariantLevel } from './types.js'

/** Only differences from what was last told. */
export const decideChanges = (levels: readonly VariantLevel[], sent: ReadonlyMap<string, Level>): Change[] =>
  levels.flatMap((each) => {
    const before = sent.get(each.insalesVariantId)
    return before && isSameLevel(before, each.level) ? [] : [{ ...each, before }]
  })

export function isSameLevel(a: Level, b: Level): boolean {
  if (a.quantity !== b.quantity) return false
  const [ours, theirs] = [Object.entries(a.at ?? {}), b.at ?? {}]
  return ours.length === Object.keys(theirs).length && ours.every(([index, each]) => theirs[index] === each)
}

/** To none first (nothing is sold that is not there), then from none, then the rest. `none`: what stands for none. */
export function sortChanges(changes: Iterable<Change>, none: number): Change[] {
  const rank = ({ level, before }: Change) =>
    level.quantity <= none ? 0 : (before?.quantity ?? 0) <= none ? 1 : 2
  return [...changes].sort((a, b) => rank(a) - rank(b))
}
