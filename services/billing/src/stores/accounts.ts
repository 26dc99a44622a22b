import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { Account } from '../domain/types.js'
import type { Accounts, KeptAccount } from '../ports.js'

type Row = Omit<KeptAccount, 'accountId'> & { _id: string; savedAt: Date }

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    accountName: String,
    appUid: String,
    state: { type: String, required: true },
    trialStartedAt: { type: Date, required: true },
    subscription: { type: Object, default: null },
    announced: { type: Object, default: null },
    savedAt: Date,
  },
  { versionKey: false, minimize: false },
).index({ 'announced.until': 1 })

const toAccount = ({ _id, savedAt: _savedAt, ...rest }: Row): KeptAccount => ({ accountId: _id, ...rest })

export function createAccountStore(connection: Connection) {
  const model = connection.model<Row>('Account', schema, 'accounts')
  const accounts: Accounts = {
    async get(accountId) {
      const row = await model.findById(accountId).lean<Row>()
      return row ? toAccount(row) : undefined
    },
    async save({ accountId, ...account }: Account) {
      const set = { ...account, savedAt: new Date() }
      await model.updateOne(
        { _id: accountId },
        { $set: set, $setOnInsert: { announced: null } },
        { upsert: true },
      )
    },
    async remember(accountId, announced) {
      await model.updateOne({ _id: accountId }, { $set: { announced } })
    },
    async list(afterAccountId, limit) {
      const rows = await model
        .find({ _id: { $gt: afterAccountId } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Row[]>()
      return rows.map(toAccount)
    },
    async dueForCheck(now, limit) {
      const due = [{ announced: null }, { 'announced.until': { $lte: now }, 'announced.allowed': true }]
      const rows = await model.find({ $or: due }).limit(limit).lean<Row[]>()
      return rows.map(toAccount)
    },
  }
  return { model, accounts: translateMongoErrors(accounts) }
}
