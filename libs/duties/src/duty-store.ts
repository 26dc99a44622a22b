import type { Model, QueryFilter, UpdateQuery } from 'mongoose'
import type { HasDuties } from './duty-documents.js'
import type { Claim, DutyStore } from './types.js'

/**
 * Claims and settles duties in their owners' collection; what it throws is the driver's. `now` is this process's clock:
 * those of replicas may differ by a few seconds, a lease is a minute.
 */
export function createDutyStore<Duty extends string, Document extends HasDuties<Duty>, Owner>(
  model: Model<Document>,
  toRecord: (document: Document) => Owner,
  now: () => Date,
): DutyStore<Duty, Owner> {
  type Filter = QueryFilter<Document>
  type Update = UpdateQuery<Document>
  return {
    async claim(duty, leaseMs, id) {
      const at = now()
      const path = `duties.${duty}`
      const until = new Date(at.getTime() + leaseMs)
      const lease = { $set: { [`${path}.leaseUntil`]: until }, $inc: { [`${path}.attempts`]: 1 } }
      const taken = await model
        .findOneAndUpdate(dueAndFree(path, at, id) as Filter, lease as Update, {
          sort: { [`${path}.dueAt`]: 1 },
          returnDocument: 'after',
        })
        .lean<Document>()
      return taken ? toClaim(taken, duty, toRecord(taken)) : undefined
    },
    async settle({ id, duty, ticket }, again) {
      const path = `duties.${duty}`
      const letGo = { $unset: { [`${path}.leaseUntil`]: 1 } }
      const later = again && {
        $set: {
          [`${path}.dueAt`]: new Date(now().getTime() + again.inMs),
          [`${path}.attempts`]: again.attempt,
        },
        ...letGo,
      }
      const mine = { _id: id, [`${path}.ticket`]: ticket } as Filter
      const settled = await model.updateOne(mine, (later ?? { $unset: { [path]: 1 } }) as Update)
      // asked for anew meanwhile: that one is not ours to settle, only to let go of
      if (settled.matchedCount === 0) {
        await model.updateOne({ _id: id, [path]: { $exists: true } } as Filter, letGo as Update)
      }
    },
  }
}

const dueAndFree = (path: string, at: Date, id: string | undefined) => ({
  ...(id === undefined ? {} : { _id: id }),
  [`${path}.dueAt`]: { $lte: at },
  [`${path}.leaseUntil`]: { $not: { $gt: at } },
})

function toClaim<Duty extends string, Owner>(
  document: HasDuties<Duty>,
  duty: Duty,
  record: Owner,
): Claim<Duty, Owner> {
  const { ticket = '', attempts = 1 } = document.duties?.[duty] ?? {}
  return { id: document._id, record, duty, ticket, attempt: attempts }
}
