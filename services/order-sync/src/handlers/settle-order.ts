import type { OrderSettings } from '@skladbridge/contracts'
import { readInsalesLines } from '../domain/line-value.js'
import { settleFields } from '../domain/merge-fields.js'
import { settleBase } from '../domain/settle-base.js'
import type { InsalesOrder, LineTerms, MoyskladOrder, OrderBase, PendingWrite } from '../domain/types.js'

export interface Settled {
  settings: OrderSettings
  terms: LineTerms
  insales: InsalesOrder
  moysklad: MoyskladOrder
}

/** The base after what was intended, as far as it shows on both sides; `certain`: the writes were answered. */
export function settleOrder(
  { settings, terms, insales, moysklad }: Settled,
  base: OrderBase | null,
  pending: PendingWrite | null,
  certain = false,
): OrderBase {
  const { lines, problem } = readInsalesLines(insales, terms)
  const now = { shop: insales, stateId: moysklad.stateId }
  // with a line that cannot be read, the lines of the base stay what they were
  const frozen = problem !== undefined && base !== null
  const settled = frozen
    ? {
        ...settleBase(
          { ...base, lines: [] },
          pending && { ...pending, lines: [] },
          { ...now, lines: [], positions: [] },
          certain,
        ),
        lines: base.lines,
      }
    : settleBase(base, pending, { ...now, lines, positions: moysklad.positions }, certain)
  const sides = { rows: settings.attributes, insales: insales.fields, moysklad: moysklad.attributes }
  return { ...settled, fields: settleFields(base?.fields ?? {}, pending?.fields ?? [], sides, certain) }
}
