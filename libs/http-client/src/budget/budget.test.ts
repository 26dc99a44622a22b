import { afterEach, describe, expect, it } from '@jest/globals'
import { failureOf } from '../testing/loopback.js'
import { WindowBudget } from './budget.js'
import type { BudgetOptions, Window, WindowStore } from './window.js'

/** Windows in memory; several budgets over one of these are several replicas. */
class FakeStore implements WindowStore {
  readonly windows = new Map<string, { count: number; endsAt: number }>()
  adds = 0
  down = false
  constructor(readonly windowMs: number) {}

  async add(account: string, units: number): Promise<Window> {
    await Promise.resolve()
    if (this.down) throw new Error('away')
    this.adds += 1
    const now = Date.now()
    const known = this.windows.get(account)
    const window = known && known.endsAt > now ? known : { count: 0, endsAt: now + this.windowMs }
    window.count += units
    this.windows.set(account, window)
    return { count: window.count, endsInMs: window.endsAt - now }
  }
  async read(account: string): Promise<Window | undefined> {
    const window = this.windows.get(account)
    return window && { count: window.count, endsInMs: window.endsAt - Date.now() }
  }
  async restart(account: string, count: number, ms: number): Promise<void> {
    this.windows.set(account, { count, endsAt: Date.now() + ms })
  }
}

const budgets: WindowBudget[] = []
function aBudget(store: WindowStore, options: Partial<BudgetOptions> = {}): WindowBudget {
  const budget = new WindowBudget(store, {
    name: 'b',
    limit: 10,
    windowMs: 60_000,
    kind: 'fixed-window',
    ...options,
  })
  budgets.push(budget)
  return budget
}
const soon = (ms = 150) => new Date(Date.now() + ms)
const times = (count: number, work: () => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, work))

afterEach(() => budgets.splice(0).forEach((budget) => budget.close()))

describe('a window', () => {
  it('gives its units and no more; the next is told at once when to come again', async () => {
    const budget = aBudget(new FakeStore(60_000))
    await times(10, () => budget.acquire('a', 1, 'orders'))
    const since = Date.now()
    const failure = await failureOf(budget.acquire('a', 1, 'orders', soon(20_000)))
    expect(failure).toMatchObject({ kind: 'throttled', code: 'HTTP_BUDGET_SPENT', effect: 'none' })
    expect(failure.retryAfterMs).toBeGreaterThan(50_000)
    expect(Date.now() - since).toBeLessThan(1_000)
  })

  it('is followed by another: who can wait, waits', async () => {
    const store = new FakeStore(120)
    const budget = aBudget(store, { windowMs: 120, limit: 3 })
    const since = Date.now()
    await times(7, () => budget.acquire('a', 1, 'orders'))
    expect(Date.now() - since).toBeGreaterThanOrEqual(200)
  })

  it('of one account is no other’s', async () => {
    const budget = aBudget(new FakeStore(60_000), { limit: 1 })
    await budget.acquire('a', 1, 'orders')
    await budget.acquire('b', 1, 'orders')
  })

  it('counts heavy requests by their weight', async () => {
    const budget = aBudget(new FakeStore(60_000))
    await budget.acquire('a', 5, 'orders')
    await budget.acquire('a', 4, 'orders')
    expect((await failureOf(budget.acquire('a', 5, 'orders', soon()))).code).toBe('HTTP_BUDGET_SPENT')
    await budget.acquire('a', 1, 'orders')
  })

  it('does not starve a request heavier than the whole window', async () => {
    await aBudget(new FakeStore(60_000), { limit: 3 }).acquire('a', 5, 'background', soon())
  })
})

describe('a window that slides', () => {
  it('is never overdrawn, wherever one looks: two windows of ours may meet in it', async () => {
    const windowMs = 200
    const budget = aBudget(new FakeStore(windowMs), {
      kind: 'sliding-window',
      windowMs,
      limit: 6,
      leaseUnits: 1,
    })
    const spentAt: number[] = []
    await budget.acquire('a', 1, 'orders')
    spentAt.push(Date.now())
    await new Promise((resolve) => setTimeout(resolve, windowMs * 0.9))
    await times(17, async () => {
      await budget.acquire('a', 1, 'orders')
      spentAt.push(Date.now())
    })
    const most = Math.max(
      ...spentAt.map((from) => spentAt.filter((at) => at >= from && at < from + windowMs).length),
    )
    expect(most).toBeLessThanOrEqual(6)
  })

  it('keeps the last share of it for orders too', async () => {
    const budget = aBudget(new FakeStore(60_000), { kind: 'sliding-window', reserveForOrders: 0.2 })
    await times(8, () => budget.acquire('a', 1, 'background'))
    const failure = await failureOf(budget.acquire('a', 1, 'background', soon()))
    expect(failure.retryAfterMs).toBeGreaterThan(50_000)
    await times(2, () => budget.acquire('a', 1, 'orders'))
  })
})

describe('orders and background', () => {
  it('the last share is kept for orders', async () => {
    const budget = aBudget(new FakeStore(60_000), { reserveForOrders: 0.2 })
    await times(8, () => budget.acquire('a', 1, 'background'))
    expect((await failureOf(budget.acquire('a', 1, 'background', soon()))).code).toBe('HTTP_BUDGET_SPENT')
    await times(2, () => budget.acquire('a', 1, 'orders'))
  })

  it('what orders cannot use any more is given to the background before the window ends, and no sooner', async () => {
    const store = new FakeStore(3_000)
    const budget = aBudget(store, { windowMs: 3_000, limit: 10 })
    await times(8, () => budget.acquire('a', 1, 'background'))
    const { endsAt } = store.windows.get('a')!
    expect((await failureOf(budget.acquire('a', 1, 'background', soon()))).code).toBe('HTTP_BUDGET_SPENT')
    await budget.acquire('a', 1, 'background')
    expect(store.windows.get('a')).toEqual({ count: 9, endsAt })
    await budget.acquire('a', 1, 'orders')
    expect(store.windows.get('a')).toEqual({ count: 10, endsAt })
  })

  it('orders that came later go first', async () => {
    const budget = aBudget(new FakeStore(80), { windowMs: 80, limit: 1, reserveForOrders: 0 })
    await budget.acquire('a', 1, 'orders')
    const served: string[] = []
    const note = (name: string) => () => void served.push(name)
    await Promise.all([
      budget.acquire('a', 1, 'background').then(note('background 1')),
      budget.acquire('a', 1, 'background').then(note('background 2')),
      budget.acquire('a', 1, 'orders').then(note('orders')),
    ])
    expect(served).toEqual(['orders', 'background 1', 'background 2'])
  })
})

describe('leases', () => {
  it('make a burst cost few writes, and an idle account none', async () => {
    const store = new FakeStore(60_000)
    const budget = aBudget(store, { limit: 100 })
    for (let i = 0; i < 50; i += 1) await budget.acquire('a', 1, 'orders')
    expect(store.adds).toBe(5)
  })

  it('two replicas together never exceed the limit, window by window', async () => {
    const store = new FakeStore(100)
    const replicas = [aBudget(store, { windowMs: 100 }), aBudget(store, { windowMs: 100 })]
    const perWindow = new Map<number, number>()
    await times(60, async () => {
      for (const replica of replicas) {
        await replica.acquire('a', 1, 'orders')
        const window = store.windows.get('a')!.endsAt
        perWindow.set(window, (perWindow.get(window) ?? 0) + 1)
      }
    })
    expect([...perWindow.values()].reduce((sum, n) => sum + n, 0)).toBe(120)
    expect(Math.max(...perWindow.values())).toBeLessThanOrEqual(10)
  })

  it('the store away: unavailable, and it goes on by itself afterwards', async () => {
    const store = new FakeStore(60_000)
    const budget = aBudget(store)
    store.down = true
    expect(await failureOf(budget.acquire('a', 1, 'orders'))).toMatchObject({
      kind: 'unavailable',
      code: 'HTTP_BUDGET_STORE_DOWN',
      effect: 'none',
    })
    store.down = false
    await budget.acquire('a', 1, 'orders')
  })

  it('a store that hangs does not outlast the deadline', async () => {
    const store = new FakeStore(60_000)
    store.add = () => new Promise(() => {})
    expect((await failureOf(aBudget(store).acquire('a', 1, 'orders', soon(50)))).kind).toBe('throttled')
  })
})

describe('what the platform says', () => {
  it('more used than we know of: the difference is taken off', async () => {
    const store = new FakeStore(60_000)
    const budget = aBudget(store, { limit: 40 })
    await budget.acquire('a', 1, 'orders')
    budget.correct('a', { limit: 40, used: 38 })
    await new Promise((resolve) => setImmediate(resolve))
    await times(2, () => budget.acquire('a', 1, 'orders'))
    expect((await failureOf(budget.acquire('a', 1, 'orders', soon()))).code).toBe('HTTP_BUDGET_SPENT')
  })

  it('a little more means nothing: other replicas spend too', async () => {
    const store = new FakeStore(60_000)
    const [one, two] = [aBudget(store, { limit: 100 }), aBudget(store, { limit: 100 })]
    await one.acquire('a', 1, 'orders')
    await times(40, () => two.acquire('a', 1, 'orders'))
    one.correct('a', { limit: 100, used: 41 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(store.windows.get('a')!.count).toBeLessThanOrEqual(60)
  })

  it('its count fell: its window is over, ours starts anew', async () => {
    const store = new FakeStore(60_000)
    const budget = aBudget(store, { limit: 100, reserveForOrders: 0 })
    await times(100, () => budget.acquire('a', 1, 'orders'))
    budget.correct('a', { limit: 100, used: 100 })
    budget.correct('a', { limit: 100, used: 1 })
    await times(50, () => budget.acquire('a', 1, 'orders', soon(2_000)))
  })

  it('a smaller limit than ours wins', async () => {
    const budget = aBudget(new FakeStore(60_000), { limit: 45, leaseUnits: 1 })
    await budget.acquire('a', 1, 'orders')
    budget.correct('a', { limit: 11, used: 1 })
    await times(10, () => budget.acquire('a', 1, 'orders'))
    expect((await failureOf(budget.acquire('a', 1, 'orders', soon()))).kind).toBe('throttled')
  })

  it('wait: nobody on this account, on no replica, and everyone else goes on', async () => {
    const store = new FakeStore(60_000)
    const [one, two] = [aBudget(store), aBudget(store)]
    one.pause('a', 60_000)
    const failure = await failureOf(one.acquire('a', 1, 'orders', soon()))
    expect(failure.retryAfterMs).toBeGreaterThan(50_000)
    expect((await failureOf(two.acquire('a', 1, 'orders', soon()))).kind).toBe('throttled')
    await one.acquire('b', 1, 'orders')
  })

  it('wait a moment: afterwards the rest of the window is there, not a new one', async () => {
    const store = new FakeStore(60_000)
    const budget = aBudget(store)
    await times(9, () => budget.acquire('a', 1, 'orders'))
    budget.pause('a', 30)
    await budget.acquire('a', 1, 'orders')
    expect(store.windows.get('a')!.count).toBeGreaterThanOrEqual(10)
    expect((await failureOf(budget.acquire('a', 1, 'orders', soon()))).kind).toBe('throttled')
  })
})

describe('queues', () => {
  it('are bounded', async () => {
    const budget = aBudget(new FakeStore(60_000), { limit: 1, maxWaiting: 2 })
    await budget.acquire('a', 1, 'orders')
    const waiting = times(2, () => budget.acquire('a', 1, 'orders')).catch(() => 'closed')
    expect((await failureOf(budget.acquire('a', 1, 'orders'))).code).toBe('HTTP_QUEUE_FULL')
    budget.close()
    expect(await waiting).toBe('closed')
  })
})
