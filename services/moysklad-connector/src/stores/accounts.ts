import { askedFor, createDutyStore } from '@skladbridge/duties'
import { translateMongoErrors } from '@skladbridge/runtime'
import type { AccountStore, Duty, SavedAccount } from '../ports.js'
import { toRecord } from './account-record.js'
import type { AccountModel } from './account-schema.js'

/** The collection `moysklad_accounts`. Every change is one update: a state and the duty to tell of it are never apart. */
export const createAccountStore = (model: AccountModel, now: () => Date = () => new Date()): AccountStore =>
  translateMongoErrors({
    ...reading(model),
    ...changing(model, now),
    ...noting(model, now),
    ...createDutyStore(model, toRecord, now),
  })

function reading(model: AccountModel): Pick<AccountStore, 'find' | 'list'> {
  return {
    async find(accountId) {
      const found = await model.findById(accountId).lean()
      return found ? toRecord(found) : undefined
    },
    async list({ after, limit }) {
      const found = await model
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean()
      return found.map(toRecord)
    },
  }
}

type Values = Record<string, unknown>

/** MoySklad was away just now. */
const laterMs = 10_000

const grows = { version: 1 }
const without = (...names: ('token' | 'denial' | Duty)[]): Values =>
  Object.fromEntries(
    names.map((name) => [name === 'token' || name === 'denial' ? name : `duties.${name}`, 1]),
  )

type Change = (accountId: string, only: Values, set: Values, more?: Values) => Promise<boolean>

const changeOf =
  (model: AccountModel, now: () => Date): Change =>
  async (accountId, only, set, more = {}) => {
    const filter = { _id: accountId, ...only }
    const result = await model.updateOne(filter, { $set: { ...set, changedAt: now() }, ...more })
    return result.matchedCount === 1
  }

function changing(
  model: AccountModel,
  now: () => Date,
): Pick<AccountStore, 'save' | 'deny' | 'mend' | 'remove'> {
  const change = changeOf(model, now)
  return {
    save: (account) => save(model, now(), account),
    deny: (accountId, version, denial, probeAt) => {
      const set = { state: 'denied', denial, ...askedFor('announce', now()), ...askedFor('probe', probeAt) }
      const more = { $inc: { ...grows, denials: 1 }, $unset: without('webhooks') }
      return change(accountId, { version, state: 'active' }, set, more)
    },
    mend: (accountId, version) => {
      const set = { state: 'active', ...askedFor('announce', now()), ...askedFor('webhooks', now()) }
      const more = { $inc: grows, $unset: without('denial', 'probe') }
      return change(accountId, { version, state: 'denied' }, set, more)
    },
    async remove(accountId) {
      const set = { state: 'removed', webhooksReady: false, ...askedFor('announce', now()) }
      const more = { $inc: grows, $unset: without('token', 'denial', 'webhooks', 'probe', 'status') }
      await change(accountId, { state: { $ne: 'removed' } }, set, more)
      const left = await model.findById(accountId).lean()
      return left ? toRecord(left) : undefined
    },
  }
}

function noting(
  model: AccountModel,
  now: () => Date,
): Pick<AccountStore, 'rekey' | 'wantStatus' | 'webhooksAre' | 'erase'> {
  const change = changeOf(model, now)
  return {
    async rekey(accountId, version, token) {
      await change(accountId, { version }, { token })
    },
    async wantStatus(accountId, wantedStatus) {
      const dueAt = new Date(now().getTime() + laterMs)
      await change(accountId, { state: { $ne: 'removed' } }, { wantedStatus, ...askedFor('status', dueAt) })
    },
    async webhooksAre(ready, accountId, version) {
      await change(accountId, { version, state: 'active' }, { webhooksReady: ready })
    },
    async erase(accountId, before) {
      await model.deleteOne({ _id: accountId, state: 'removed', changedAt: { $lt: before } })
    },
  }
}

async function save(model: AccountModel, at: Date, { accountId, ...account }: SavedAccount) {
  const saved = await model
    .findOneAndUpdate(
      { _id: accountId },
      {
        $set: {
          ...{ ...account, state: 'active', denials: 0, webhooksReady: false, savedAt: at, changedAt: at },
          ...askedFor('announce', at),
          ...askedFor('webhooks', at),
        },
        $inc: grows,
        $unset: without('denial', 'probe'),
      },
      { upsert: true, returnDocument: 'after' },
    )
    .lean()
  return toRecord(saved)
}
