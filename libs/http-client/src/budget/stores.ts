import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from 'mongoose'
import { RateLimiterMemory, RateLimiterMongo, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Budget } from '../types.js'
import { WindowBudget } from './budget.js'
import type { BudgetOptions, WindowStore } from './window.js'

const ATTEMPTS = 5

/** For one replica (tests, tools): windows are counted in this process. */
export function createLocalBudget(options: BudgetOptions): Budget {
  return new WindowBudget(windowStore(new RateLimiterMemory(limiterOptions(options))), options)
}

/**
 * For all replicas: windows are counted in the collection `request_budgets` of the service's database. The clocks of the
 * replicas must agree to a few hundred milliseconds (NTP), windows are told from them.
 */
export function createSharedBudget(options: BudgetOptions & { mongo: Connection }): Budget {
  const limiter = new RateLimiterMongo({
    ...limiterOptions(options),
    storeClient: knowsDuplicates(options.mongo),
    tableName: 'request_budgets',
    disableIndexesCreation: true,
  })
  return new WindowBudget(
    windowStore(
      limiter,
      onceDone(() => persist(() => limiter.createIndexes())),
    ),
    options,
  )
}

/**
 * The limiter finds out by error 11000 that a window is over or someone else began it. FerretDB calls the same thing
 * «exclusion constraint» when it meets it in findAndModify.
 */
function knowsDuplicates(mongo: Connection) {
  const named = (error: unknown): never => {
    const { message = '' } = error as { message?: string }
    throw message.includes('exclusion constraint') ? Object.assign(error as Error, { code: 11_000 }) : error
  }
  return {
    collection(name: string) {
      const collection = mongo.collection(name)
      return {
        createIndex: collection.createIndex.bind(collection),
        findOne: collection.findOne.bind(collection),
        findOneAndUpdate: (...args: Parameters<typeof collection.findOneAndUpdate>) =>
          collection.findOneAndUpdate(...args).catch(named),
      }
    },
  }
}

/**
 * Repeats what the server refused: replicas that make the same index at the same moment meet a dead-lock on FerretDB.
 * Counting twice is harmless: fewer requests, never more.
 */
async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || (error as Error).name !== 'MongoServerError') throw error
      await pause(Math.random() * 50 * attempt)
    }
  }
}

/** The unique index must stand before the first count: without it two replicas would each have a window of their own. */
function onceDone(work: () => Promise<void>): () => Promise<void> {
  let doing: Promise<void> | undefined
  return () =>
    (doing ??= work().catch((error: unknown) => {
      doing = undefined
      throw error
    }))
}

const limiterOptions = ({ name, windowMs }: BudgetOptions) => ({
  keyPrefix: name,
  // we judge by the count ourselves: the last taker before the limit gets what is left, not a refusal
  points: Number.MAX_SAFE_INTEGER,
  duration: windowMs / 1000,
})

function windowStore(limiter: RateLimiterAbstract, ready = () => Promise.resolve()): WindowStore {
  return {
    async add(account, units) {
      await ready()
      const { consumedPoints, msBeforeNext } = await persist(() => limiter.consume(account, units))
      return { count: consumedPoints, endsInMs: msBeforeNext }
    },
    async read(account) {
      const found = await limiter.get(account)
      return found ? { count: found.consumedPoints, endsInMs: found.msBeforeNext } : undefined
    },
    async restart(account, count, ms) {
      await ready()
      await persist(() => limiter.set(account, count, ms / 1000))
    },
  }
}
