import { createHash } from 'node:crypto'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { CustomerStore } from '../handlers/ports.js'

interface Row {
  /** Account and a hash of the identity: phones and addresses are not kept here. */
  _id: string
  accountId: string
  counterpartyId: string
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    accountId: String,
    counterpartyId: { type: String, required: true },
  },
  { versionKey: false },
)

const keyOf = (accountId: string, identity: string): string =>
  `${accountId}/${createHash('sha256').update(identity).digest('base64url').slice(0, 27)}`

/** Which counterparty a customer is. A row that is missing costs a search, no more. */
export function createCustomerStore(connection: Connection): CustomerStore {
  const model = connection.model<Row>('Customer', schema, 'customer_links')
  return translateMongoErrors<CustomerStore>({
    async get(accountId, identities) {
      const keys = new Map(identities.map((identity) => [keyOf(accountId, identity), identity]))
      const rows = await model.find({ _id: { $in: [...keys.keys()] } }).lean<Row[]>()
      return new Map(rows.map((row: Row) => [keys.get(row._id)!, row.counterpartyId]))
    },
    async remember(accountId, ids) {
      const writes = [...ids].map(([identity, counterpartyId]) => ({
        updateOne: {
          filter: { _id: keyOf(accountId, identity) },
          update: { $set: { accountId, counterpartyId } },
          upsert: true,
        },
      }))
      if (writes.length > 0) await model.bulkWrite(writes, { ordered: false })
    },
    async forget(accountId, identities) {
      await model.deleteMany({ _id: { $in: identities.map((identity) => keyOf(accountId, identity)) } })
    },
  })
}
