/** A part of a line that has one price for a unit. */
export interface LinePart {
  quantity: number
  priceMinor: number
}

/**
 * Spreads a line's total over positions so that Σ of their sums is the total to the kopeck: one part where the unit price is
 * whole, two where it is not (3 for 100.00 → 2 × 33.33 + 1 × 33.34), one more for what is weighed (2.5 → 2 + 0.5).
 * Quantities are above 0, totals 0 or more.
 */
export function splitLine(quantity: number, totalMinor: number): LinePart[] {
  const unit = Math.floor(totalMinor / quantity)
  for (const priceMinor of [unit, unit + 1]) {
    if (roundedSum(quantity, priceMinor) === totalMinor) return [{ quantity, priceMinor }]
  }
  const whole = Math.floor(quantity)
  // less than one: a kopeck more in the price is less than a kopeck in the sum
  if (whole === 0) return [{ quantity, priceMinor: Math.round(totalMinor / quantity) }]
  const fraction = thousandths(quantity - whole)
  for (const fractionPrice of [unit, unit + 1]) {
    const dearer = totalMinor - whole * unit - roundedSum(fraction, fractionPrice)
    if (dearer >= 0 && dearer <= whole)
      return join(whole, dearer, unit, { quantity: fraction, priceMinor: fractionPrice })
  }
  /* istanbul ignore next -- one of the two always fits: see the property test */
  throw new RangeError(`no prices for ${quantity} × … = ${totalMinor}`)
}

function join(whole: number, dearer: number, unit: number, fraction: LinePart): LinePart[] {
  const parts = [
    { quantity: whole - dearer, priceMinor: unit },
    { quantity: dearer, priceMinor: unit + 1 },
    fraction,
  ]
  return parts.filter((part) => part.quantity > 0)
}

/** Quantities have at most three decimals on both sides. */
export const thousandths = (quantity: number): number => Math.round(quantity * 1000) / 1000

/** A position's sum as MoySklad computes it: rounded to the kopeck. */
export const roundedSum = (quantity: number, priceMinor: number, discount = 0): number =>
  Math.round(Number((quantity * priceMinor * (1 - discount / 100)).toFixed(6)))
