/** A part of a line that has one price for a unit. */
export interface LinePart {
  quantity: number
  priceMinor: number
}

/**
 * Spreads a line's total over positions so that Σ quantity × price is the total to the kopeck: one part where the unit
 * price is whole, two where it is not (3 for 100.00 → 2 × 33.33 + 1 × 33.34). Undefined when no such parts exist: a
 * fractional quantity whose price is no whole number of kopecks.
 */
export function splitLine(quantity: number, totalMinor: number): LinePart[] | undefined {
  const unit = Math.floor(totalMinor / quantity)
  if (roundedSum(quantity, unit) === totalMinor) return [{ quantity, priceMinor: unit }]
  if (roundedSum(quantity, unit + 1) === totalMinor) return [{ quantity, priceMinor: unit + 1 }]
  if (!Number.isInteger(quantity)) return undefined
  const dearer = totalMinor - unit * quantity
  return [
    { quantity: quantity - dearer, priceMinor: unit },
    { quantity: dearer, priceMinor: unit + 1 },
  ]
}

/** A position's sum as MoySklad computes it: rounded to the kopeck. */
export const roundedSum = (quantity: number, priceMinor: number, discount = 0): number =>
  Math.round(quantity * priceMinor * (1 - discount / 100))
