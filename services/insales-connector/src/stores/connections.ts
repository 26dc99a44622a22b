import { connectionId } from '@skladbridge/contracts'
import { createDutyStore } from '@skladbridge/duties'
import { translateMongoErrors } from '@skladbridge/runtime'
import type { Connection } from 'mongoose'
import type { ConnectionStore } from '../ports.js'
import { changingRest, changingState } from './connection-changes.js'
import { toRecord } from './connection-record.js'
import { connectionSchema, type ConnectionDocument, type Connections } from './connection-schema.js'

export const connectionModel = (mongo: Connection): Connections =>
  mongo.model<ConnectionDocument>('ShopConnection', connectionSchema)

/** Throws AppError only: `unavailable` when the database is away. Clocks of replicas may differ by a few seconds. */
export function createConnectionStore(
  model: Connections,
  now: () => Date = () => new Date(),
): ConnectionStore {
  return translateMongoErrors({
    ...reading(model),
    ...changingState(model, now),
    ...changingRest(model, now),
    ...createDutyStore(model, (document) => toRecord(document)!, now),
  })
}

function reading(model: Connections): Pick<ConnectionStore, 'find' | 'list' | 'findByMainHost'> {
  return {
    async find(key) {
      return toRecord(await model.findById(connectionId(key)).lean())
    },
    async list({ accountId, after, limit }) {
      const filter = accountId === '' ? {} : { accountId }
      const further = after
        ? {
            $or: [
              { accountId: { $gt: after.accountId } },
              { accountId: after.accountId, shopId: { $gt: after.shopId } },
            ],
          }
        : {}
      const found = await model
        .find({ $and: [filter, further] })
        .sort({ accountId: 1, shopId: 1 })
        .limit(limit)
        .lean()
      return found.map((document) => toRecord(document)!)
    },
    async findByMainHost(accountId, mainHost) {
      return toRecord(await model.findOne({ accountId, mainHost }).lean())
    },
  }
}
