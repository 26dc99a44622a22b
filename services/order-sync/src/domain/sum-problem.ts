import type { AppError } from '@skladbridge/errors'
import { orderErrors } from '../errors.js'
import { amountOf } from './line-value.js'
import type { InsalesOrder, Position } from './types.js'

/** Σ positions must be the shop's total to the kopeck. */
export function sumProblem(order: InsalesOrder, positions: readonly Position[]): AppError | undefined {
  const difference = amountOf(positions).totalMinor - order.totalPriceMinor
  if (difference === 0) return undefined
  return orderErrors.ORDERS_SUM_DIFFERS({ order: order.number, difference: (difference / 100).toFixed(2) })
}
