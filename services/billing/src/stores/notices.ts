import { askedFor, createDutyStore, dutiesSchema, indexDuties, type HasDuties } from '@skladbridge/duties'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
import type { Channel, Told } from '../domain/decide-digest.js'
import { waitingKey, type Waiting } from '../domain/waiting.js'
import type { ChannelState, NoticeDuty, Notices, Noticed } from '../ports.js'

interface WaitingRow extends Waiting {
  /** `<account>/<key>` */
  _id: string
  accountId: string
  /** Of the news: older ones that come late change nothing. */
  at: Date
}

interface DigestRow extends HasDuties<NoticeDuty> {
  /** The account. */
  _id: string
  told: { key: string; count: number }[]
  attemptAt: Date | null
  testAt?: Date
  channels: (ChannelState & { channel: Channel })[]
}

const waitingSchema = new Schema<WaitingRow>(
  {
    _id: String,
    accountId: { type: String, required: true },
    what: { type: String, required: true },
    shopId: String,
    source: String,
    count: { type: Number, required: true },
    since: Date,
    at: { type: Date, required: true },
  },
  { versionKey: false, collection: 'waiting' },
).index({ accountId: 1 })

const noticeDuties = ['digest'] as const
const digestSchema = new Schema<DigestRow>(
  {
    _id: String,
    told: { type: [Object], default: [] } as never,
    attemptAt: { type: Date, default: null },
    testAt: Date,
    channels: { type: [Object], default: [] } as never,
    duties: dutiesSchema(noticeDuties),
  },
  { versionKey: false, collection: 'digests', minimize: false },
)
indexDuties(digestSchema, noticeDuties)

/** A few minutes, so that one failing thing after the other is one message. */
const GATHER_MS = 120_000

export function createNoticeStore(connection: Connection, now: () => Date, gatherMs = GATHER_MS) {
  const waiting = connection.model<WaitingRow>('Waiting', waitingSchema)
  const digests = connection.model<DigestRow>('Digest', digestSchema)
  const notices: Notices = {
    ...noting(waiting, digests, () => new Date(now().getTime() + gatherMs)),
    ...telling(digests, now),
    ...createDutyStore(digests, toNoticed, now),
  }
  return { models: [waiting, digests], notices: translateMongoErrors(notices) }
}

const noting = (
  waiting: Model<WaitingRow>,
  digests: Model<DigestRow>,
  dueAt: () => Date,
): Pick<Notices, 'note' | 'waiting' | 'ask'> => ({
  async note(accountId, one, at) {
    const _id = `${accountId}/${waitingKey(one)}`
    const known = await waiting.findById(_id).lean<WaitingRow>()
    if (known && known.at > at) return
    const since = known && known.count > 0 ? known.since : at
    // asked for first: dies in between, and the digest finds nothing new, or the repeat finds it not noted yet. Also what waits
    // no more is for a digest to see, so that it is news when it comes again
    if ((known?.count ?? 0) !== one.count) await this.ask(accountId)
    await waiting.updateOne({ _id }, { $set: { accountId, ...one, since, at } }, { upsert: true })
  },
  async waiting(accountId) {
    const rows = await waiting.find({ accountId, count: { $gt: 0 } }).lean<WaitingRow[]>()
    return rows.map(({ what, shopId, source, count, since }) => ({ what, shopId, source, count, since }))
  },
  async ask(accountId) {
    // one that is due already stays due then: news that keep coming would put it off for ever
    await digests.updateOne({ _id: accountId }, { $setOnInsert: { told: [] } }, { upsert: true })
    await digests.updateOne(
      { _id: accountId, 'duties.digest': { $exists: false } },
      { $set: askedFor('digest', dueAt()) },
    )
  },
})

const telling = (
  digests: Model<DigestRow>,
  now: () => Date,
): Pick<Notices, 'find' | 'attempt' | 'sent' | 'claimTest'> => ({
  async find(accountId) {
    const row = await digests.findById(accountId).lean<DigestRow>()
    return row ? toNoticed(row) : { accountId, told: {}, attemptAt: null, channels: {} }
  },
  async attempt(accountId, attemptAt) {
    await digests.updateOne({ _id: accountId }, { $set: { attemptAt } })
  },
  async sent(accountId, told, states) {
    const rows = Object.entries(states).map(([channel, state]) => ({ channel, ...state }))
    const set = told ? { told: Object.entries(told).map(([key, count]) => ({ key, count })) } : {}
    await digests.updateOne({ _id: accountId }, { $set: { ...set, channels: rows } }, { upsert: true })
  },
  async claimTest(accountId, pauseMs) {
    await digests.updateOne({ _id: accountId }, { $setOnInsert: { told: [] } }, { upsert: true })
    const before = new Date(now().getTime() - pauseMs)
    const free = { _id: accountId, testAt: { $not: { $gt: before } } }
    return (await digests.updateOne(free, { $set: { testAt: now() } })).matchedCount === 1
  },
})

const toNoticed = ({ _id, told, attemptAt, channels }: DigestRow): Noticed => ({
  accountId: _id,
  told: Object.fromEntries((told ?? []).map(({ key, count }) => [key, count])) satisfies Told,
  attemptAt: attemptAt ?? null,
  channels: Object.fromEntries((channels ?? []).map(({ channel, ...state }) => [channel, state])),
})
