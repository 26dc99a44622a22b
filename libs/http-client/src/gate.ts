import { httpErrors } from './errors.js'
import type { RequestPriority } from './types.js'

interface Account {
  running: Record<RequestPriority, number>
  queues: Record<RequestPriority, (() => void)[]>
}

export interface GateOptions {
  upstream: string
  /** How many requests of one account run at once. */
  parallel: number
  /** How many of one account may wait. */
  maxWaiting: number
}

/**
 * Lets at most `parallel` requests of an account run at once, orders first; background work leaves one place free for
 * them, so that an order never waits for a slow bulk answer.
 */
export class Gate {
  readonly #accounts = new Map<string, Account>()

  constructor(readonly options: GateOptions) {}

  /** Accounts with a request running. */
  get size(): number {
    return this.#accounts.size
  }

  /** Resolves with what gives the place back; rejects `throttled` when there is none before the deadline. */
  async enter(id: string, priority: RequestPriority, deadline: Date | undefined): Promise<() => void> {
    const account = this.#accounts.get(id) ?? newAccount()
    this.#accounts.set(id, account)
    if (this.#hasPlace(account, priority)) account.running[priority] += 1
    else await this.#wait(account.queues[priority], deadline)
    return () => this.#leave(id, account, priority)
  }

  #hasPlace({ running }: Account, priority: RequestPriority): boolean {
    const { parallel } = this.options
    if (running.orders + running.background >= parallel) return false
    return priority === 'orders' || running.background < Math.max(1, parallel - 1)
  }

  #wait(queue: (() => void)[], deadline: Date | undefined): Promise<void> {
    const { upstream, maxWaiting } = this.options
    if (queue.length >= maxWaiting) {
      throw httpErrors.HTTP_QUEUE_FULL({ upstream, effect: 'none' }, { retryAfterMs: 1_000 })
    }
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(timer)
        resolve()
      }
      queue.push(go)
      const timer = deadline && setTimeout(giveUp, Math.max(0, deadline.getTime() - Date.now()))
      function giveUp() {
        queue.splice(queue.indexOf(go), 1)
        reject(httpErrors.HTTP_BUDGET_SPENT({ upstream, effect: 'none' }, { retryAfterMs: 1_000 }))
      }
    })
  }

  #leave(id: string, account: Account, left: RequestPriority): void {
    account.running[left] -= 1
    for (const priority of ['orders', 'background'] as const) {
      while (account.queues[priority].length > 0 && this.#hasPlace(account, priority)) {
        account.running[priority] += 1
        account.queues[priority].shift()!()
      }
    }
    if (account.running.orders + account.running.background === 0) this.#accounts.delete(id)
  }
}

const newAccount = (): Account => ({
  running: { orders: 0, background: 0 },
  queues: { orders: [], background: [] },
})
