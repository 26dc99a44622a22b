import { randomUUID } from 'node:crypto'
import { connectionId } from '@skladbridge/contracts'
import type { Claim, ConnectionStore, Duty } from '../ports.js'
import { toRecord } from './connection-record.js'
import type { ConnectionDocument, Connections } from './connection-schema.js'

/** Leaves a running lease alone: one holder at a time, so that states are announced in their order. */
export const asked = (duty: Duty, dueAt: Date): Record<string, unknown> => ({
  [`duties.${duty}.dueAt`]: dueAt,
  [`duties.${duty}.ticket`]: randomUUID(),
  [`duties.${duty}.attempts`]: 0,
})

export function working(model: Connections, now: () => Date): Pick<ConnectionStore, 'claim' | 'settle'> {
  return {
    async claim(duty, leaseMs, key) {
      const at = now()
      const path = `duties.${duty}`
      const free = { [`${path}.dueAt`]: { $lte: at }, [`${path}.leaseUntil`]: { $not: { $gt: at } } }
      const leaseUntil = new Date(at.getTime() + leaseMs)
      const taken = await model
        .findOneAndUpdate(
          key ? { ...free, _id: connectionId(key) } : free,
          { $set: { [`${path}.leaseUntil`]: leaseUntil }, $inc: { [`${path}.attempts`]: 1 } },
          { sort: { [`${path}.dueAt`]: 1 }, returnDocument: 'after' },
        )
        .lean()
      return taken ? toClaim(taken, duty) : undefined
    },
    async settle({ record, duty, ticket }, again) {
      const _id = connectionId(record.key)
      const path = `duties.${duty}`
      const letGo = { $unset: { [`${path}.leaseUntil`]: 1 } }
      const later = again && {
        $set: {
          [`${path}.dueAt`]: new Date(now().getTime() + again.inMs),
          [`${path}.attempts`]: again.attempt,
        },
        ...letGo,
      }
      const mine = { _id, [`${path}.ticket`]: ticket }
      const settled = await model.updateOne(mine, later ?? { $unset: { [path]: 1 } })
      // asked for anew meanwhile: that one is not ours to settle, only to let go of
      if (settled.matchedCount === 0) await model.updateOne({ _id, [path]: { $exists: true } }, letGo)
    },
  }
}

function toClaim(document: ConnectionDocument, duty: Duty): Claim {
  const { ticket = '', attempts = 1 } = document.duties?.[duty] ?? {}
  return { record: toRecord(document)!, duty, ticket, attempt: attempts }
}
