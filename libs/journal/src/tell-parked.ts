import { parseConnectionId, type CatalogParkedChanged, type ConnectionKey } from '@skladbridge/contracts'
import { fromMongo, type Closable, type Logger } from '@skladbridge/runtime'
import type { Connection } from 'mongoose'
import type { LinkModel } from './failed-links.js'

/** All services with lanes tell the same, each by an event of its own. */
type ParkedChanged = typeof CatalogParkedChanged

export interface TellParkedOptions {
  links: LinkModel
  event: ParkedChanged
  /** Resolves when it has it. */
  broker: {
    publish(event: ParkedChanged, news: ConnectionKey & { data: { parked: number } }): Promise<void>
  }
  config: { PARKED_INTERVAL_MS: number }
  log: Logger
}

interface Told {
  /** The lane. */
  _id: string
  parked: number
}

/**
 * Every `PARKED_INTERVAL_MS`: tells how many links of each connection wait for the merchant, where that differs from what was told.
 * Counted anew each time, so nothing is lost however a link came to wait; dies after telling, and it is told once more.
 */
export function startTellingParked(options: TellParkedOptions): Closable & { name: string } {
  let running: Promise<void> | undefined
  const look = () => {
    running ??= tellParked(options)
      .catch((err: unknown) => options.log.warn({ err: fromMongo(err) }, 'could not tell what waits'))
      .finally(() => (running = undefined))
  }
  const timer = setInterval(look, options.config.PARKED_INTERVAL_MS)
  look()
  return {
    name: 'telling what waits',
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** Once. Throws the first failure after all were tried. */
export async function tellParked({
  links,
  event,
  broker,
}: Pick<TellParkedOptions, 'links' | 'event' | 'broker'>): Promise<void> {
  const { conn } = links.collection
  const told = toldRows(conn)
  const known = new Map((await told.find().toArray()).map(({ _id, parked }) => [_id, parked]))
  const now = await countParked(links)
  const lanes = [...new Set([...known.keys(), ...now.keys()])]
  const changed = lanes.filter((lane) => (known.get(lane) ?? 0) !== (now.get(lane) ?? 0))
  const outcomes = await Promise.allSettled(
    changed.map(async (lane) => {
      const connection = parseConnectionId(lane)
      if (!connection) return
      const parked = now.get(lane) ?? 0
      await broker.publish(event, { ...connection, data: { parked } })
      await told.updateOne({ _id: lane }, { $set: { parked } }, { upsert: true })
    }),
  )
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}

const toldRows = (connection: Connection) => connection.db!.collection<Told>('parked_told')

async function countParked({ collection }: LinkModel): Promise<Map<string, number>> {
  const links = collection.conn.db!.collection(collection.name)
  const stages = [{ $match: { parked: true } }, { $group: { _id: '$lane', parked: { $sum: 1 } } }]
  const rows = await links.aggregate<Told>(stages).toArray()
  return new Map(rows.map(({ _id, parked }) => [_id, parked]))
}
