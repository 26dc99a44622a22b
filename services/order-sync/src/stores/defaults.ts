import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { Defaults, DefaultsStore } from '../handlers/ports.js'

interface Row extends Defaults {
  _id: string
}

const { Mixed } = Schema.Types

const schema = new Schema<Row>(
  { _id: { type: String, required: true }, organizationId: String, services: Mixed, currencies: Mixed },
  { versionKey: false },
)

/** One document an account: its first organization, its services for delivery and margin, its currencies. */
export function createDefaultsStore(connection: Connection): DefaultsStore {
  const model = connection.model<Row>('Defaults', schema, 'account_defaults')
  return translateMongoErrors<DefaultsStore>({
    async get(accountId) {
      const row = await model.findById(accountId).lean<Row>()
      return row ? { ...row } : {}
    },
    async remember(accountId, defaults) {
      await model.updateOne({ _id: accountId }, { $set: defaults }, { upsert: true })
    },
    async rememberService(accountId, syncId, id) {
      await model.updateOne({ _id: accountId }, { $set: { [`services.${syncId}`]: id } }, { upsert: true })
    },
  })
}
