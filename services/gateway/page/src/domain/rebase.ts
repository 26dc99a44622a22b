const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)

export const differs = <S extends object>(left: S, right: S): boolean => changedKeys(left, right).length > 0

/** Settings, by their top level, that are not the same in both. */
export function changedKeys<S extends object>(before: S, after: S): (keyof S)[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof S>
  return [...keys].filter((key) => !same(before[key], after[key]))
}

/**
 * My changes on top of what another administrator has saved meanwhile. What I did not touch is theirs; what both touched
 * is mine, for I am the one who looks at it now.
 */
export function rebase<S extends object>(base: S, mine: S, theirs: S): S {
  const rebased = { ...theirs }
  for (const key of changedKeys(base, mine)) {
    if (mine[key] === undefined) delete rebased[key]
    else rebased[key] = mine[key]
  }
  return rebased
}
