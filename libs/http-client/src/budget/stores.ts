import type { Connection } from 'mongoose'
import { RateLimiterMemory, RateLimiterMongo, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Budget } from '../types.js'
import { WindowBudget } from './budget.js'
import type { BudgetOptions, WindowStore } from './window.js'

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
    storeClient: options.mongo,
    dbName: options.mongo.name,
    tableName: 'request_budgets',
  })
  return new WindowBudget(windowStore(limiter), options)
}

const limiterOptions = ({ name, windowMs }: BudgetOptions) => ({
  keyPrefix: name,
  // we judge by the count ourselves: the last taker before the limit gets what is left, not a refusal
  points: Number.MAX_SAFE_INTEGER,
  duration: windowMs / 1000,
})

function windowStore(limiter: RateLimiterAbstract): WindowStore {
  return {
    async add(account, units) {
      const { consumedPoints, msBeforeNext } = await limiter.consume(account, units)
      return { count: consumedPoints, endsInMs: msBeforeNext }
    },
    async read(account) {
      const found = await limiter.get(account)
      return found ? { count: found.consumedPoints, endsInMs: found.msBeforeNext } : undefined
    },
    async restart(account, count, ms) {
      await limiter.set(account, count, ms / 1000)
    },
  }
}
