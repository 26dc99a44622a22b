import type { AppError } from '@skladbridge/errors'
import type { LineValue } from './line-value.js'
import type { BaseLine, InsalesOrder, LineTerms, PendingLine, Position } from './types.js'

/** A change to one order line in the shop; only what is set is written. An empty id adds a line. */
export interface InsalesLineChange {
  id: string
  variantId: string
  quantity?: number
  salePriceMinor?: number
  remove: boolean
}

export interface LineMerge {
  /** The complete new list for MoySklad; absent = leave it as it is. */
  positions?: Position[]
  insales: InsalesLineChange[]
  /** The intent to remember before writing. */
  pending: PendingLine[]
  /** Titles of lines that both sides changed differently: MoySklad won. */
  conflicts: string[]
  /** Why a change cannot go over; nothing may be written then. */
  problem?: AppError
}

export interface LineSides {
  order: InsalesOrder
  /** `order`'s lines in MoySklad's terms. */
  lines: readonly LineValue[]
  positions: readonly Position[]
  base: readonly BaseLine[]
  terms: LineTerms
}

/** What becomes of one line: the positions it ends with, and what to change where. */
export type Step =
  | { positions: Position[]; pending?: PendingLine; conflict?: string }
  | { positions: Position[]; pending: PendingLine; insales: InsalesLineChange; conflict?: string }
  | { problem: AppError }
