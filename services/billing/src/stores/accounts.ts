import { randomUUID } from 'node:crypto'
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
    owed: { type: Boolean, required: true },
    savedAs: { type: String, required: true },
    savedAt: Date,
  },
  { versionKey: false, minimize: false },
)
  .index({ 'announced.until': 1 })
  .index({ owed: 1 })

const toAccount = ({ _id, savedAt: _savedAt, ...rest }: Row): KeptAccount => ({ accountId: _id, ...rest })

export function createAccountStore(connection: Connection) {
  const model = connection.model<Row>('Account', schema, 'accounts')
  const accounts: Accounts = {
    async get(accountId) {
      const row = await model.findById(accountId).lean<Row>()
      return row ? toAccount(row) : undefined
    },
    async save({ accountId, accountName, appUid, state, trialStartedAt, subscription }: Account, owed) {
      const savedAs = randomUUID()
      const account = { accountName, appUid, state, trialStartedAt, subscription }
      await model.updateOne(
        { _id: accountId },
        { $set: { ...account, owed, savedAs, savedAt: new Date() }, $setOnInsert: { announced: null } },
        { upsert: true },
      )
      return savedAs
    },
    async remember(accountId, announced, savedAs) {
      const told = { $set: { announced, owed: false } }
      const { matchedCount } = await model.updateOne({ _id: accountId, savedAs }, told)
      if (matchedCount === 0) await model.updateOne({ _id: accountId }, { $set: { owed: true } })
    },
    async list(afterAccountId, limit) {
      const after = model.find({ _id: { $gt: afterAccountId } })
      return (await after.sort({ _id: 1 }).limit(limit).lean<Row[]>()).map(toAccount)
    },
    async dueForCheck(now, limit) {
      // a paid end that has passed is MoySklad's to judge: such accounts would fill the page for ever
      const ended = { 'announced.reason': 'trial' as const, 'announced.until': { $lte: now } }
      const due = model.find({ $or: [{ owed: true }, ended] })
      return (await due.limit(limit).lean<Row[]>()).map(toAccount)
    },
  }
  return { model, accounts: translateMongoErrors(accounts) }
}
