import { connectionId } from '@skladbridge/contracts'
import { createDutyStore } from '@skladbridge/duties'
import { translateMongoErrors } from '@skladbridge/runtime'
import type { Connection } from 'mongoose'
import type { ConnectionStore } from '../ports.js'
import { changingRest, changingState } from './connection-changes.js'
import { readChanges } from './connection-history.js'
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

/** Work does not carry the list of changes about. */
const bare = '-changes'

function reading(
  model: Connections,
): Pick<ConnectionStore, 'find' | 'list' | 'listOfShop' | 'findByMainHost' | 'changes'> {
  return {
    async find(key) {
      return toRecord(await model.findById(connectionId(key)).select(bare).lean())
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
        .select(bare)
        .sort({ accountId: 1, shopId: 1 })
        .limit(limit)
        .lean()
      return found.map((document) => toRecord(document)!)
    },
    async listOfShop(shopId) {
      const found = await model.find({ shopId }).select(bare).lean()
      return found.map((document) => toRecord(document)!)
    },
    changes: (key, page) => readChanges(model, connectionId(key), page),
    async findByMainHost(accountId, mainHost) {
      return toRecord(await model.findOne({ accountId, mainHost }).lean())
    },
  }
}
