/** inSales writes decimals as strings ("1500.0") in products and as JSON numbers (6090.0) in orders (§1.6). */
export type Decimal = string | number

const decimalPattern = /^([+-])?(\d{1,13})(?:\.(\d+))?$/

/**
 * Kopecks, exactly: works on the digits, never on a binary fraction. A number from JSON gives back the digits that were
 * sent, because JavaScript prints the shortest decimal that reads as the same number. Parts of a kopeck (a discount
 * divided among units) are rounded half away from zero. undefined = not an amount.
 */
export function minorFromDecimal(value: Decimal): number | undefined {
  const match = decimalPattern.exec(String(value).trim())
  if (!match) return undefined
  const [, sign, whole = '', fraction = ''] = match
  const kopecks = Number(whole + fraction.slice(0, 2).padEnd(2, '0'))
  const minor = kopecks + (Number(fraction[2] ?? '0') >= 5 ? 1 : 0)
  return sign === '-' && minor !== 0 ? -minor : minor
}

/** 150050 → 1500.5, as the platform's documents send prices: a JSON number with at most two digits after the point. */
export function decimalFromMinor(minor: number): number {
  const digits = String(Math.abs(minor)).padStart(3, '0')
  return Number(`${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`)
}

/** Pieces or kilograms: "7.0" → 7, 0.35 → 0.35. undefined = not a quantity. */
export function quantityFromDecimal(value: Decimal): number | undefined {
  const text = String(value).trim()
  return decimalPattern.test(text) ? Number(text) : undefined
}
