import type { Shop } from '../shop/types.js'

const roundTo = (step: number, value: number): number => Math.max(step, Math.round(value / step) * step)
const decimals = (value: number): number => Number(value.toFixed(3))

/** What a shop that `tidies` makes of an order's values. */
export function tidyOf({ behaviour }: Pick<Shop, 'behaviour'>) {
  const { tidies } = behaviour
  return {
    text: (value: string | null): string | null =>
      tidies && value !== null
        ? value.trim().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
        : value,
    quantity: (value: number): number => (tidies ? decimals(roundTo(0.01, value)) : value),
    price: (value: number): number => (tidies ? decimals(Math.round(value * 10) / 10) : value),
  }
}
