import { translateMongoErrors } from '@skladbridge/runtime'
import { LRUCache } from 'lru-cache'
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

/**
 * They hardly ever change, and each piece of work needs them. What another replica finds out meanwhile is looked up here too,
 * and is the same: services are made under fixed syncIds.
 */
const keptMs = 60_000
const keptAccounts = 5_000

/** One document an account: its first organization, its services for delivery and margin, its currencies. */
export function createDefaultsStore(connection: Connection): DefaultsStore {
  const model = connection.model<Row>('Defaults', schema, 'account_defaults')
  const kept = new LRUCache<string, Defaults>({ max: keptAccounts, ttl: keptMs })
  const set = async (accountId: string, fields: object) => {
    await model.updateOne({ _id: accountId }, { $set: fields }, { upsert: true })
    kept.delete(accountId)
  }
  return translateMongoErrors<DefaultsStore>({
    async get(accountId) {
      const known = kept.get(accountId)
      if (known) return { ...known }
      const row = await model.findById(accountId).lean<Row>()
      if (row) kept.set(accountId, row)
      return { ...row }
    },
    remember: set,
    rememberService: (accountId, syncId, id) => set(accountId, { [`services.${syncId}`]: id }),
  })
}
