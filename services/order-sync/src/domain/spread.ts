/**
 * Shares a whole number of kopecks out by weight, to the kopeck: largest remainders get what rounding left, earlier ones
 * first among equals. With no weight at all everyone weighs the same.
 */
export function shareOut(totalMinor: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const exact = weights.map((weight) => totalMinor * (sum > 0 ? weight / sum : 1 / weights.length))
  const shares = exact.map(Math.floor)
  const left = totalMinor - shares.reduce((all, share) => all + share, 0)
  const byRemainder = exact
    .map((value, at) => ({ at, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at)
  for (const { at } of byRemainder.slice(0, Math.max(left, 0))) shares[at]! += 1
  return shares
}
