import type { OrderSettings } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import { piecesOf, positionsFor, readInsalesLines, type LineValue } from './line-value.js'
import { bornAttributes } from './merge-fields.js'
import { bornState } from './merge-status.js'
import { sumProblem } from './sum-problem.js'
import type { InsalesOrder, LineTerms, PendingLine, PendingWrite } from './types.js'
import { isCancelled } from './types.js'

export type Skipped = 'too-old' | 'not-chosen'

export type BirthDecision =
  | { kind: 'skip'; reason: Skipped }
  | { kind: 'blocked'; problem: AppError; base: null }
  | {
      kind: 'create'
      pending: PendingWrite & Required<Pick<PendingWrite, 'birth'>>
      /** Fields whose text is nothing of their attribute's type. */
      unfit: string[]
    }

/** Whether an order goes over, and as what. */
export function decideBirth(settings: OrderSettings, insales: InsalesOrder, terms: LineTerms): BirthDecision {
  const reason = skipReason(settings, insales)
  if (reason) return { kind: 'skip', reason }
  const read = readInsalesLines(insales, terms)
  if (read.problem) return { kind: 'blocked', problem: read.problem, base: null }
  const reserve = terms.reserve && !isCancelled(insales)
  const positions = read.lines.flatMap((line) => positionsFor(line, [], reserve))
  const problem = sumProblem(insales, positions)
  if (problem) return { kind: 'blocked', problem, base: null }
  const stateId = bornState(settings.statusMap, insales, insales.createdAt)
  const { attributes, unfit } = bornAttributes(settings.attributes, insales.fields)
  const status = {
    target: 'moysklad',
    insalesStatus: insales.status,
    insalesPayment: insales.financialStatus,
    moyskladStateId: stateId,
  } as const
  const lines = read.lines.map(pendingBirth)
  return { kind: 'create', pending: { lines, status, birth: { positions, stateId, attributes } }, unfit }
}

/** Looked at again when the order is touched: what was not chosen yet may be later. */
export function skipReason(settings: OrderSettings, insales: InsalesOrder): Skipped | undefined {
  const startFrom = settings.startFrom ? Date.parse(settings.startFrom) : 0
  if (Date.parse(insales.createdAt) < startFrom) return 'too-old'
  const { onlyStatuses, onlyPaid } = settings
  const chosen =
    onlyStatuses.length === 0 ||
    onlyStatuses.includes(insales.status) ||
    onlyStatuses.includes(insales.systemStatus)
  return chosen && (!onlyPaid || insales.financialStatus === 'paid') ? undefined : 'not-chosen'
}

const pendingBirth = ({ lineId, assortment, parts, quantity, totalMinor }: LineValue): PendingLine => ({
  target: 'moysklad',
  lineId,
  positionIds: [],
  assortment,
  ...(parts ? { parts } : {}),
  prices: piecesOf({ assortment, ...(parts ? { parts } : {}), quantity, totalMinor }).map(
    ({ priceMinor }) => priceMinor,
  ),
  amount: { quantity, totalMinor },
})
