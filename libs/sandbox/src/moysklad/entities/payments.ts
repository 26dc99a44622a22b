import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { EntityDefinition, Save } from '../model/definition.js'
import { float, moment, of, str } from '../model/fields.js'
import type { Ref, Stored } from '../model/types.js'
import { checkDocument, documentFields, prepareDocument } from './documents.js'
import { filesChild } from './goods.js'

interface Operation {
  ref: Ref
  linkedSum: number
}
const operationsOf = (stored: Stored) => (stored.values.operations as Operation[] | undefined) ?? []

const payment = (type: string, more: EntityDefinition['fields']): EntityDefinition => ({
  type,
  page: type,
  attributesOf: type,
  hasStates: true,
  isDocument: true,
  fields: {
    ...documentFields,
    sum: float({ initial: 0, filter: true, positive: true }),
    vatSum: float({ initial: 0 }),
    paymentPurpose: str({ initial: '' }),
    operations: of('operations'),
    deleted: moment({ readOnly: true }),
    ...more,
  },
  children: [filesChild],
  prepare: prepareDocument,
  check(save) {
    checkDocument(save)
    checkOperations(save)
  },
  saved({ ctx, draft, before }) {
    if (before) pay(ctx, before, -1)
    pay(ctx, draft, 1)
  },
  removed: (ctx, stored) => pay(ctx, stored, -1),
})

export const paymentin = payment('paymentin', {
  incomingNumber: str(),
  incomingDate: of('minute', { filter: true }),
})
export const cashin = payment('cashin', {})

/** Without `linkedSum` what is left of the payment goes to the document. */
function checkOperations({ draft }: Save): void {
  const operations = operationsOf(draft)
  if (new Set(operations.map(({ ref }) => ref.id)).size < operations.length) throw errors.paymentLinkedTwice()
  let left = Number(draft.values.sum)
  draft.values.operations = operations.map((operation) => {
    const linkedSum = Number.isNaN(operation.linkedSum) ? left : operation.linkedSum
    left -= linkedSum
    return { ...operation, linkedSum }
  })
  if (left < 0) throw errors.paymentTooSmall()
}

function pay(ctx: Ctx, stored: Stored, sign: 1 | -1): void {
  if (!stored.values.applicable || stored.deleted !== undefined) return
  for (const { ref, linkedSum } of operationsOf(stored)) {
    const paid = ctx.account.collection(ref.type).get(ref.id)
    if (paid) paid.values = { ...paid.values, payedSum: Number(paid.values.payedSum ?? 0) + sign * linkedSum }
  }
}
