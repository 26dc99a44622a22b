import { randomUUID } from 'node:crypto'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
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
    uninstalledAt: { type: Date, default: null },
    announced: { type: Object, default: null },
    owed: { type: Boolean, required: true },
    savedAs: { type: String, required: true },
    savedAt: Date,
  },
  { versionKey: false, minimize: false },
)
  .index({ 'announced.until': 1 })
  .index({ owed: 1 })
  .index({ state: 1, uninstalledAt: 1 })

/** A kept account handed back is stored as an account: what it carries besides is not its own to change. */
const ofAccount = (account: Omit<Account, 'accountId'>): Omit<Account, 'accountId'> => {
  const { accountName, appUid, state, trialStartedAt, subscription, uninstalledAt } = account
  return { accountName, appUid, state, trialStartedAt, subscription, uninstalledAt }
}

const ending = (
  model: Model<Row>,
): Pick<Accounts, 'trialsEnding' | 'dueForErasing' | 'beginErasing' | 'finishErasing'> => ({
  async trialsEnding(before, limit) {
    const soon = model.find({ 'announced.reason': 'trial', 'announced.until': { $lte: before } })
    return (await soon.limit(limit).lean<Row[]>()).map(toAccount)
  },
  async dueForErasing(leftBefore, limit) {
    const gone = { state: 'uninstalled' as const, uninstalledAt: { $lte: leftBefore } }
    const due = model.find({ $or: [{ state: 'erasing' }, gone] })
    return (await due.limit(limit).lean<Row[]>()).map(toAccount)
  },
  async beginErasing(_id, leftBefore) {
    const gone = { state: 'uninstalled' as const, uninstalledAt: { $lte: leftBefore } }
    const { matchedCount } = await model.updateOne(
      { _id, $or: [{ state: 'erasing' }, gone] },
      { $set: { state: 'erasing', savedAs: randomUUID() } },
    )
    return matchedCount === 1
  },
  async finishErasing(_id) {
    const nothing = { accountName: '', appUid: '', subscription: null, announced: null, owed: false }
    await model.updateOne({ _id, state: 'erasing' }, { $set: { state: 'erased', ...nothing } })
  },
})

const toAccount = ({ _id, savedAt: _savedAt, ...rest }: Row): KeptAccount => ({ accountId: _id, ...rest })

export function createAccountStore(connection: Connection) {
  const model = connection.model<Row>('Account', schema, 'accounts')
  const accounts: Accounts = {
    async get(accountId) {
      const row = await model.findById(accountId).lean<Row>()
      return row ? toAccount(row) : undefined
    },
    async save({ accountId, ...account }: Account, owed) {
      const savedAs = randomUUID()
      // one that is being erased is not written over: the insert meets its id, and the caller repeats
      await model.updateOne(
        { _id: accountId, state: { $ne: 'erasing' } },
        {
          $set: { ...ofAccount(account), owed, savedAs, savedAt: new Date() },
          $setOnInsert: { announced: null },
        },
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
      const after = model.find({ _id: { $gt: afterAccountId }, state: { $ne: 'erased' } })
      return (await after.sort({ _id: 1 }).limit(limit).lean<Row[]>()).map(toAccount)
    },
    async dueForCheck(now, limit) {
      // a paid end that has passed is MoySklad's to judge: such accounts would fill the page for ever
      const ended = { 'announced.reason': 'trial' as const, 'announced.until': { $lte: now } }
      const due = model.find({ $or: [{ owed: true }, ended] })
      return (await due.limit(limit).lean<Row[]>()).map(toAccount)
    },
    ...ending(model),
  }
  return { model, accounts: translateMongoErrors(accounts) }
}
