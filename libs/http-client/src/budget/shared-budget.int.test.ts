import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { testMongo, waitFor } from '@skladbridge/testing'
import mongoose from 'mongoose'
import { failureOf } from '../testing/loopback.js'
import type { Budget } from '../types.js'
import { createSharedBudget } from './stores.js'

let mongo: Awaited<ReturnType<typeof testMongo>>
const budgets: Budget[] = []
const replica = (limit: number, windowMs: number): Budget => {
  const budget = createSharedBudget({
    name: 'moysklad',
    limit,
    windowMs,
    kind: 'fixed-window',
    mongo: mongo.connection,
  })
  budgets.push(budget)
  return budget
}

beforeAll(async () => {
  mongo = await testMongo()
})
afterAll(async () => {
  for (const budget of budgets) await budget.close()
  await mongo.close()
})

describe('a budget shared through the database', () => {
  it('two replicas never spend more than the limit in one window', async () => {
    const [limit, windowMs] = [20, 800]
    const replicas = [replica(limit, windowMs), replica(limit, windowMs)]
    const spentAt: number[] = []
    await Promise.all(
      Array.from({ length: 80 }, async (_, i) => {
        await replicas[i % 2]!.acquire('busy', 1, 'orders')
        spentAt.push(Date.now())
      }),
    )
    spentAt.sort((a, b) => a - b)
    // 80 units at 20 a window: the last ones cannot have been had before three windows were over
    expect(spentAt[79]! - spentAt[0]!).toBeGreaterThanOrEqual(3 * windowMs - 100)
    for (let i = 0; i + limit < 80; i += limit) {
      expect(spentAt[i + limit]! - spentAt[i]!).toBeGreaterThanOrEqual(windowMs - 150)
    }
  })

  it('a pause told to one replica holds for the other', async () => {
    const [one, two] = [replica(10, 60_000), replica(10, 60_000)]
    one.pause('paused', 120_000)
    const collection = mongo.connection.db!.collection('request_budgets')
    while ((await collection.countDocuments({ key: 'moysklad:paused' })) === 0) await Promise.resolve()
    const failure = await failureOf(two.acquire('paused', 1, 'orders', new Date(Date.now() + 3_000)))
    expect(failure).toMatchObject({ kind: 'throttled', code: 'HTTP_BUDGET_SPENT' })
    expect(failure.retryAfterMs).toBeGreaterThan(100_000)
  })

  it('one of two replicas that starts later finds what the first has spent', async () => {
    const first = replica(10, 60_000)
    await Promise.all(Array.from({ length: 10 }, () => first.acquire('old', 1, 'orders')))
    const late = replica(10, 60_000).acquire('old', 1, 'orders', new Date(Date.now() + 2_000))
    expect((await failureOf(late)).code).toBe('HTTP_BUDGET_SPENT')
  })

  it('begins a window in one round trip, also where an old one is over', async () => {
    const counted = await mongoose.createConnection(mongo.url, { monitorCommands: true }).asPromise()
    const commands: string[] = []
    counted.getClient().on('commandStarted', ({ commandName }) => commands.push(commandName))
    const windowMs = 200
    const limits = { name: 'moysklad', limit: 10, windowMs, kind: 'sliding-window' } as const
    const budget = createSharedBudget({ ...limits, mongo: counted })
    budgets.push(budget)
    const spend = async () => {
      await budget.acquire('slow', 1, 'orders')
      return commands.splice(0).filter((name) => name === 'findAndModify').length
    }
    expect(await spend()).toBe(1)
    const windows = mongo.connection.db!.collection('request_budgets')
    const isOver = () => windows.countDocuments({ key: 'moysklad:slow', expire: { $lt: new Date() } })
    await waitFor(async () => (await isOver()) === 1, { what: 'the end of the window' })
    expect(await spend()).toBe(1)
    expect(await windows.findOne({ key: 'moysklad:slow' })).toMatchObject({ points: 1 })
    await counted.close()
  })
})
