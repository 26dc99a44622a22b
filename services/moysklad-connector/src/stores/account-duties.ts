import { randomUUID } from 'node:crypto'
import type { AccountStore, Claim, Duty } from '../ports.js'
import { toRecord } from './account-record.js'
import type { AccountDocument, AccountModel } from './account-schema.js'

/** Asks for a duty. Leaves a running lease alone: one holder at a time, so that states are announced in their order. */
export const asked = (duty: Duty, dueAt: Date): Record<string, unknown> => ({
  [`duties.${duty}.dueAt`]: dueAt,
  [`duties.${duty}.ticket`]: randomUUID(),
  [`duties.${duty}.attempts`]: 0,
})

export function working(model: AccountModel, now: () => Date): Pick<AccountStore, 'claim' | 'settle'> {
  return {
    async claim(duty, leaseMs) {
      const at = now()
      const path = `duties.${duty}`
      const taken = await model
        .findOneAndUpdate(
          { [`${path}.dueAt`]: { $lte: at }, [`${path}.leaseUntil`]: { $not: { $gt: at } } },
          {
            $set: { [`${path}.leaseUntil`]: new Date(at.getTime() + leaseMs) },
            $inc: { [`${path}.attempts`]: 1 },
          },
          { sort: { [`${path}.dueAt`]: 1 }, returnDocument: 'after' },
        )
        .lean()
      return taken ? toClaim(taken, duty) : undefined
    },
    async settle({ record: { accountId }, duty, ticket }, again) {
      const path = `duties.${duty}`
      const letGo = { $unset: { [`${path}.leaseUntil`]: 1 } }
      const later = again && {
        $set: {
          [`${path}.dueAt`]: new Date(now().getTime() + again.inMs),
          [`${path}.attempts`]: again.attempt,
        },
        ...letGo,
      }
      const mine = { _id: accountId, [`${path}.ticket`]: ticket }
      const settled = await model.updateOne(mine, later ?? { $unset: { [path]: 1 } })
      // asked for anew meanwhile: that one is not ours to settle, only to let go of
      if (settled.matchedCount === 0)
        await model.updateOne({ _id: accountId, [path]: { $exists: true } }, letGo)
    },
  }
}

function toClaim(document: AccountDocument, duty: Duty): Claim {
  const { ticket = '', attempts = 1 } = document.duties?.[duty] ?? {}
  return { record: toRecord(document), duty, ticket, attempt: attempts }
}
