import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import type { LinkFailure, LinkFields } from '@skladbridge/reconciler'
import { translateMongoErrors } from '@skladbridge/runtime'
import type { Connection } from 'mongoose'

/** A mongoose model made from the reconciler's `linkSchema`. */
export interface LinkModel {
  collection: { name: string; conn: Connection }
}

export type FailedLink<Own> = LinkFields & Own & { failure: LinkFailure }

export interface FailedQuery {
  code?: string
  /** Only what failed later than this link. */
  after?: { at: Date; id: string }
  limit: number
}

export interface CodeCount {
  code: string
  text: string
  count: number
  parked: number
}

/**
 * Links that did not go right when last worked on, oldest failure first, as the reconciler keeps them: the real state.
 * Those that only wait because a platform asked us to slow down are none.
 */
export interface FailedLinks<Own> {
  page(connection: ConnectionKey, query: FailedQuery): Promise<FailedLink<Own>[]>
  counts(connection: ConnectionKey): Promise<CodeCount[]>
}

const atMostMs = 5_000

export function createFailedLinks<Own>({ collection }: LinkModel): FailedLinks<Own> {
  const links = () => collection.conn.db!.collection<LinkFields>(collection.name)
  const failed = (connection: ConnectionKey) => ({
    lane: connectionId(connection),
    'failure.at': { $exists: true },
    'failure.kind': { $ne: 'throttled' },
  })
  return translateMongoErrors<FailedLinks<Own>>({
    async page(connection, { code, after, limit }) {
      const filter = {
        ...failed(connection),
        ...(code ? { 'failure.code': code } : {}),
        ...(after
          ? {
              'failure.at': { $exists: true, $gte: after.at },
              $or: [{ 'failure.at': { $gt: after.at } }, { _id: { $gt: after.id } }],
            }
          : {}),
      }
      const sorted = links().find(filter, { maxTimeMS: atMostMs }).sort({ 'failure.at': 1, _id: 1 })
      return (await sorted.limit(limit).toArray()) as unknown as FailedLink<Own>[]
    },
    async counts(connection) {
      const group = {
        _id: '$failure.code',
        text: { $first: { $ifNull: ['$failure.gist', '$failure.text'] } },
        count: { $sum: 1 },
        parked: { $sum: { $cond: ['$parked', 1, 0] } },
      }
      const stages = [{ $match: failed(connection) }, { $group: group }, { $sort: { count: -1, _id: 1 } }]
      const rows = await links()
        .aggregate<Omit<CodeCount, 'code'> & { _id: string }>(stages, { maxTimeMS: atMostMs })
        .toArray()
      return rows.map(({ _id: code, ...row }) => ({ code, ...row }))
    },
  })
}
