import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { askedFor } from '@skladbridge/duties'
import type { ConnectedShop, ConnectionStore, Duty, ShopRecord } from '../ports.js'
import { nobody } from '@skladbridge/settings'
import { connectedBy, removedBy } from './connection-history.js'
import { toRecord } from './connection-record.js'
import type { Connections } from './connection-schema.js'

type Values = Record<string, unknown>

const grows = { $inc: { version: 1 } }

const without = (...names: ('denial' | Duty)[]): Values => ({
  $unset: Object.fromEntries(names.map((name) => [name === 'denial' ? name : `duties.${name}`, 1])),
})

/** One document, one update: a state and the duty to tell of it are never apart. */
type Change = (key: ConnectionKey, only: Values, set: Values, more?: Values) => Promise<boolean>

const changeOf =
  (model: Connections, now: () => Date): Change =>
  async (key, only, set, more = {}) => {
    const filter = { _id: connectionId(key), ...only }
    const result = await model.updateOne(filter, { $set: { ...set, changedAt: now() }, ...more })
    return result.matchedCount === 1
  }

async function connect(model: Connections, at: Date, connected: ConnectedShop): Promise<ShopRecord> {
  const { key, by: _by, ...shop } = connected
  const known = await model.findById(connectionId(key)).lean()
  const set = { ...key, ...shop, state: 'active', webhooksReady: false, connectedAt: at, changedAt: at }
  const saved = await model
    .findOneAndUpdate(
      { _id: connectionId(key) },
      {
        $set: { ...set, ...askedFor('announce', at), ...askedFor('webhooks', at) },
        ...grows,
        ...without('denial', 'probe', 'cleanup'),
        ...connectedBy(known, connected, at),
      },
      { upsert: true, returnDocument: 'after' },
    )
    .lean()
  return toRecord(saved)!
}

export function changingState(
  model: Connections,
  now: () => Date,
): Pick<ConnectionStore, 'connect' | 'deny' | 'mend' | 'remove'> {
  const change = changeOf(model, now)
  return {
    connect: (shop) => connect(model, now(), shop),
    deny: (key, version, denial, probeAt) => {
      const set = { state: 'denied', denial, ...askedFor('announce', now()), ...askedFor('probe', probeAt) }
      return change(key, { version, state: 'active' }, set, grows)
    },
    mend: (key, version) => {
      const set = { state: 'active', ...askedFor('announce', now()), ...askedFor('webhooks', now()) }
      return change(key, { version, state: 'denied' }, set, { ...grows, ...without('denial', 'probe') })
    },
    async remove(key, by = nobody) {
      const known = await model.findById(connectionId(key)).lean()
      if (!known) return undefined
      const duties = { ...askedFor('announce', now()), ...askedFor('cleanup', now()) }
      const set = { state: 'removed', webhooksReady: false, ...duties }
      await change(key, { state: { $ne: 'removed' } }, set, {
        ...grows,
        ...without('denial', 'webhooks', 'probe'),
        ...removedBy(by, known.state, now()),
      })
      return toRecord(await model.findById(connectionId(key)).lean())
    },
  }
}

export function changingRest(
  model: Connections,
  now: () => Date,
): Pick<ConnectionStore, 'erase' | 'rekey' | 'rememberMarkField' | 'webhooksAreReady' | 'askFor' | 'forget'> {
  const change = changeOf(model, now)
  return {
    erase: (key, version) => change(key, { version, state: 'removed' }, {}, { $unset: { credentials: 1 } }),
    async rekey(key, version, credentials) {
      await change(key, { version }, { credentials })
    },
    async rememberMarkField(key, markFieldId) {
      await change(key, {}, { markFieldId })
    },
    async webhooksAreReady(key, version) {
      await change(key, { version, state: 'active' }, { webhooksReady: true })
    },
    async askFor(key, duty) {
      await change(key, {}, askedFor(duty, now()))
    },
    async forget(accountId, removedBefore) {
      await model.deleteMany({ accountId, state: 'removed', changedAt: { $lt: removedBefore } })
    },
  }
}
