import type { StockSettings } from '@skladbridge/contracts'
import { roundQuantity } from './sum-stock.js'

export type QuantityRules = Pick<StockSettings, 'reserve' | 'max' | 'fractions'>

/** What is shown of an amount: reserve held back, fractions cut, none below zero, no more than the limit. */
export function decideQuantity(amount: number, { reserve, max, fractions }: QuantityRules): number {
  const left = roundQuantity(amount - heldBack(amount, reserve))
  // binary fractions must not cost a whole piece
  const shown = fractions === 'floor' ? Math.floor(left + 1e-6) : left
  if (shown <= 0) return 0
  return max === undefined ? shown : Math.min(shown, max)
}

function heldBack(amount: number, reserve: QuantityRules['reserve']): number {
  if (!reserve) return 0
  return reserve.unit === 'pieces' ? reserve.value : Math.max(0, amount) * (reserve.value / 100)
}
