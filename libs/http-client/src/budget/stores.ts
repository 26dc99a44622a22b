import { setTimeout as pause } from 'node:timers/promises'
import type { Connection, mongo } from 'mongoose'
import {
  RateLimiterMemory,
  RateLimiterMongo,
  type IRateLimiterMongoOptions,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible'
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
  const limiter = new OneTripLimiter({
    ...limiterOptions(options),
    storeClient: options.mongo,
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
 * Counts in one update, also where a window is over. The limiter's own way is to try, meet error 11000 and try otherwise:
 * three round trips at the first request after each pause, which with windows of three seconds is nearly every one.
 */
class OneTripLimiter extends RateLimiterMongo {
  readonly #windows: Windows

  constructor(options: IRateLimiterMongoOptions & { storeClient: Connection }) {
    super(options)
    this.#windows = options.storeClient.collection(options.tableName!) as unknown as Windows
  }

  /** The limiter's extension point for stores: adds `points` to the window under `key`, or begins one. */
  _upsert(key: string, points: number, ms: number, anew = false): Promise<WindowDocument | null> {
    const now = Date.now()
    const over = anew ? true : { $not: [{ $gt: ['$expire', new Date(now)] }] }
    const begun = (begin: unknown, goOn: unknown) => ({ $cond: [over, begin, goOn] })
    const set = {
      points: begun(points, { $add: ['$points', points] }),
      expire: begun(new Date(now + ms), '$expire'),
    }
    return this.#windows.findOneAndUpdate({ key }, [{ $set: set }], { upsert: true, returnDocument: 'after' })
  }
}

interface WindowDocument {
  key: string
  points: number
  expire: Date
}
type Windows = mongo.Collection<WindowDocument>

/**
 * Repeats what the server refused: replicas that make the same index at the same moment meet a dead-lock on FerretDB, and of
 * two that count an account for the first time one finds the other's window already there.
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
