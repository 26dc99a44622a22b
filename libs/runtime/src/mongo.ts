import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from 'mongoose'
import type { Logger } from './logger.js'
import { fromMongo } from './mongo-errors.js'
import type { Closable } from './types.js'

export interface Mongo extends Closable {
  readonly name: 'mongo'
  readonly connection: Connection
  /** False from the moment the driver loses the server until it has found it again by itself. */
  isReady(): boolean
}

export interface MongoOptions {
  log: Logger
  /** Name of the service: shown in the server's logs, and its database where the URL names none. */
  appName: string
}

/**
 * Connects, or rejects with MONGO_UNAVAILABLE after five seconds. Afterwards the driver reconnects by itself, and
 * operations fail with MONGO_UNAVAILABLE after at most five seconds instead of waiting in a buffer.
 */
export async function connectMongo(url: string, { log, appName }: MongoOptions): Promise<Mongo> {
  // loaded by those who connect only: a service without a database does not pay for it
  const { createConnection } = (await import('mongoose')).default
  const connection = createConnection(url, {
    appName,
    ...(databaseOf(url) ? {} : { dbName: appName }),
    maxPoolSize: 20,
    minPoolSize: 0,
    maxIdleTimeMS: 60_000,
    waitQueueTimeoutMS: 5_000,
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
    socketTimeoutMS: 45_000,
    heartbeatFrequencyMS: 5_000,
    // indexes are made by ensureIndexes, before work comes in
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
  })
  // mongoose emits `error` where nobody awaits; what failed is told by the operation, or by asPromise below
  connection.on('error', (err) => log.debug({ err }, 'database connection failed'))
  try {
    await connection.asPromise()
  } catch (error) {
    await connection.destroy().catch(() => undefined)
    throw fromMongo(error)
  }
  const away = () => log.warn('database is away')
  connection.on('disconnected', away)
  connection.on('reconnected', () => log.info('database is back'))
  return {
    name: 'mongo',
    connection,
    isReady: () => connection.readyState === 1,
    close: () => {
      connection.off('disconnected', away)
      return connection.close()
    },
  }
}

/** The database that the URL names, or undefined. */
const databaseOf = (url: string): string | undefined => /^[^:]+:\/\/[^/]+\/([^?]+)/.exec(url)?.[1]

/** Makes the collections' indexes; replicas may do it at the same time. An index that was changed in place is refused. */
export async function ensureIndexes(models: readonly { createIndexes(): Promise<unknown> }[]): Promise<void> {
  for (const model of models) await untilNoDeadlock(() => model.createIndexes())
}

const DEADLOCK_TRIES = 10

/**
 * Repeats making indexes while others make theirs: FerretDB answers «deadlock detected» to one of two that do it at once,
 * and the next try finds the way free. Throws AppErrors only.
 */
export async function untilNoDeadlock(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work()
      return
    } catch (error) {
      const deadlock = error instanceof Error && error.message.includes('deadlock detected')
      if (!deadlock || attempt >= DEADLOCK_TRIES) throw fromMongo(error)
      await pause(50 * attempt * (1 + Math.random()))
    }
  }
}
