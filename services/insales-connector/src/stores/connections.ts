import { randomUUID } from 'node:crypto'
import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { translateMongoErrors } from '@skladbridge/runtime'
import type { Connection, Model } from 'mongoose'
import type { Claim, ConnectionStore, Duty, ShopRecord } from '../ports.js'
import { connectionSchema, type ConnectionDocument } from './connection-schema.js'

type Connections = Model<ConnectionDocument>
type Changes = Record<string, unknown>

export const connectionModel = (mongo: Connection): Connections =>
  mongo.model<ConnectionDocument>('ShopConnection', connectionSchema)

/** Throws AppError only: `unavailable` when the database is away. Clocks of replicas may differ by a few seconds. */
export function createConnectionStore(
  model: Connections,
  now: () => Date = () => new Date(),
): ConnectionStore {
  return translateMongoErrors({
    ...reading(model),
    ...changing(model, now),
    ...working(model, now),
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

type Changing = Omit<ConnectionStore, 'find' | 'list' | 'findByMainHost' | 'claim' | 'settle'>

function changing(model: Connections, now: () => Date): Changing {
  /** One document, one update: a state and the duty to tell of it are never apart. */
  const change = async (filter: Changes, set: Changes, more: Changes = {}): Promise<boolean> => {
    const result = await model.updateOne(filter, { $set: { ...set, changedAt: now() }, ...more })
    return result.matchedCount === 1
  }
  const grows = { $inc: { version: 1 } }
  return {
    async connect({ key, credentials, ...shop }) {
      const set = { ...key, ...shop, credentials, state: 'active', webhooksReady: false, connectedAt: now() }
      const duties = { ...asked('announce', now()), ...asked('webhooks', now()) }
      const saved = await model
        .findOneAndUpdate(
          { _id: connectionId(key) },
          { $set: { ...set, ...duties, changedAt: now() }, ...grows, ...without('denial', 'probe', 'cleanup') },
          { upsert: true, returnDocument: 'after' },
        )
        .lean()
      return toRecord(saved)!
    },
    deny: (key, version, denial, probeAt) =>
      change(
        { _id: connectionId(key), version, state: 'active' },
        { state: 'denied', denial, ...asked('announce', now()), ...asked('probe', probeAt) },
        grows,
      ),
    mend: (key, version) =>
      change(
        { _id: connectionId(key), version, state: 'denied' },
        { state: 'active', ...asked('announce', now()), ...asked('webhooks', now()) },
        { ...grows, ...without('denial', 'probe') },
      ),
    async remove(key) {
      await change(
        { _id: connectionId(key), state: { $ne: 'removed' } },
        { state: 'removed', webhooksReady: false, ...asked('announce', now()), ...asked('cleanup', now()) },
        { ...grows, ...without('denial', 'webhooks', 'probe') },
      )
      return toRecord(await model.findById(connectionId(key)).lean())
    },
    erase: (key, version) =>
      change({ _id: connectionId(key), version, state: 'removed' }, {}, { $unset: { credentials: 1 } }),
    async rekey(key, version, credentials) {
      await change({ _id: connectionId(key), version }, { credentials })
    },
    async rememberMarkField(key, fieldId) {
      const id = { _id: connectionId(key) }
      await (fieldId === undefined
        ? change(id, {}, { $unset: { markFieldId: 1 } })
        : change(id, { markFieldId: fieldId }))
    },
    async webhooksAreReady(key, version) {
      await change({ _id: connectionId(key), version, state: 'active' }, { webhooksReady: true })
    },
    async askFor(key, duty) {
      await change({ _id: connectionId(key) }, asked(duty, now()))
    },
  }
}

function working(model: Connections, now: () => Date): Pick<ConnectionStore, 'claim' | 'settle'> {
  return {
    async claim(duty, leaseMs, key) {
      const at = now()
      const free = { [`duties.${duty}.dueAt`]: { $lte: at }, [`duties.${duty}.leaseUntil`]: { $not: { $gt: at } } }
      const taken = await model
        .findOneAndUpdate(
          key ? { ...free, _id: connectionId(key) } : free,
          {
            $set: { [`duties.${duty}.leaseUntil`]: new Date(at.getTime() + leaseMs) },
            $inc: { [`duties.${duty}.attempts`]: 1 },
          },
          { sort: { [`duties.${duty}.dueAt`]: 1 }, returnDocument: 'after' },
        )
        .lean()
      return taken ? toClaim(taken, duty) : undefined
    },
    async settle({ record, duty, ticket }, again) {
      const path = `duties.${duty}`
      const mine = { _id: connectionId(record.key), [`${path}.ticket`]: ticket }
      const dueAt = new Date(now().getTime() + (again?.inMs ?? 0))
      const settled = await model.updateOne(
        mine,
        again
          ? { $set: { [`${path}.dueAt`]: dueAt, [`${path}.attempts`]: again.attempt }, $unset: { [`${path}.leaseUntil`]: 1 } }
          : { $unset: { [path]: 1 } },
      )
      // asked for anew meanwhile: that one is not ours to settle, only to let go of
      if (settled.matchedCount === 0) {
        await model.updateOne({ _id: mine._id, [path]: { $exists: true } }, { $unset: { [`${path}.leaseUntil`]: 1 } })
      }
    },
  }
}

/** Leaves a running lease alone: one holder at a time, so that states are announced in their order. */
const asked = (duty: Duty, dueAt: Date): Changes => ({
  [`duties.${duty}.dueAt`]: dueAt,
  [`duties.${duty}.ticket`]: randomUUID(),
  [`duties.${duty}.attempts`]: 0,
})

const without = (...names: ('denial' | Duty)[]): Changes => ({
  $unset: Object.fromEntries(names.map((name) => [name === 'denial' ? name : `duties.${name}`, 1])),
})

function toClaim(document: ConnectionDocument, duty: Duty): Claim {
  const { ticket = '', attempts = 1 } = document.duties?.[duty] ?? {}
  return { record: toRecord(document)!, duty, ticket, attempt: attempts }
}

function toRecord(document: ConnectionDocument | null): ShopRecord | undefined {
  if (!document) return undefined
  const { accountId, shopId, host, mainHost, title, state, version } = document
  return {
    key: { accountId, shopId } satisfies ConnectionKey,
    host,
    mainHost,
    title,
    state,
    version,
    credentials: document.credentials,
    denial: document.denial,
    webhooksReady: document.webhooksReady,
    markFieldId: document.markFieldId,
  }
}
