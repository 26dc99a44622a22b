/** MoySklad's sums are floats in kopecks, now and then with a fraction (api/moysklad.md §1.5): ours are whole kopecks. */
export const toMinor = (value: number | undefined): number => {
  // half a kopeck away from zero, so that a refund rounds like a payment; never -0
  const rounded = Math.sign(value ?? 0) * Math.round(Math.abs(value ?? 0))
  return rounded === 0 ? 0 : rounded
}
