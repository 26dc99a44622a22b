import { randomUUID } from 'node:crypto'
import { Schema } from 'mongoose'

/** One duty as it stands in its owner's document; absent: there is nothing to do. */
export interface DutyDocument {
  dueAt: Date
  ticket: string
  /** How often it was claimed since it was asked for. */
  attempts: number
  leaseUntil?: Date
}

/** The part of a document that duties are kept in. */
export interface HasDuties<Duty extends string> {
  _id: string
  duties?: Partial<Record<Duty, DutyDocument>>
}

const plain = { _id: false } as const

/** For the field `duties` of the owner's schema. */
export function dutiesSchema<Duty extends string>(duties: readonly Duty[]): Schema {
  const one = new Schema<DutyDocument>(
    { dueAt: Date, ticket: String, attempts: Number, leaseUntil: Date },
    plain,
  )
  return new Schema(Object.fromEntries(duties.map((duty) => [duty, one])), plain)
}

/** What looking for due duties needs: an index for each, of the documents that have it. */
export function indexDuties<Document>(schema: Schema<Document>, duties: readonly string[]): void {
  for (const duty of duties) schema.index({ [`duties.${duty}.dueAt`]: 1 }, { sparse: true })
}

/**
 * For `$set`: asks for a duty, in the same update as the change that needs it, so that the two are never apart. Leaves a
 * running lease alone: one holder at a time, so that states are announced in their order.
 */
export const askedFor = (duty: string, dueAt: Date): Record<string, unknown> => ({
  [`duties.${duty}.dueAt`]: dueAt,
  [`duties.${duty}.ticket`]: randomUUID(),
  [`duties.${duty}.attempts`]: 0,
})
