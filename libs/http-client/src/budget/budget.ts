import { httpErrors } from '../errors.js'
import { budgetLeases, throttled, waiting as waitingGauge } from '../metrics.js'
import type { Budget, RequestPriority } from '../types.js'
import {
  forgetEndedWindow,
  isIdle,
  newAccount,
  spend,
  topFor,
  unitsToTake,
  type AccountState,
  type BudgetLimits,
  type Waiter,
} from './account.js'
import { correctWindow } from './correct.js'
import { Recent } from './recent.js'
import type { BudgetOptions, WindowStore } from './window.js'

/** The count a pause writes; no limit is as large. */
const FULL = 1_000_000_000
/** The reserve is given to background work in so many parts: each is a turn of its own. */
const RESERVE_PARTS = 5
/** So much of a window background work never takes: where the platform's window begins is known to a moment only. */
const EDGE = 0.02
const SWEEP_MS = 60_000
const LONGEST_TIMER_MS = 2 ** 31 - 1
const priorities = ['orders', 'background'] as const

/**
 * Spends units of a window that is counted in `store`. Fetches several at a time, so a burst costs few writes and an
 * idle account none. If the process dies, its unspent units are lost until the window ends: fewer requests, never more.
 */
export class WindowBudget implements Budget {
  readonly #accounts = new Map<string, AccountState>()
  readonly #sweeping = setInterval(() => this.#sweep(), SWEEP_MS).unref()
  readonly #leaseUnits: number

  constructor(
    readonly store: WindowStore,
    readonly options: BudgetOptions,
  ) {
    this.#leaseUnits = options.leaseUnits ?? Math.max(1, Math.floor(options.limit / 10))
  }

  async acquire(id: string, weight: number, priority: RequestPriority, deadline?: Date): Promise<void> {
    const account = this.#stateOf(id)
    const upstream = this.options.name
    if (account.waiting[priority].length >= (this.options.maxWaiting ?? 1_000)) {
      throw httpErrors.HTTP_QUEUE_FULL({ upstream, effect: 'none' }, { retryAfterMs: this.options.windowMs })
    }
    await new Promise<void>((resolve, reject) => {
      waitingGauge.inc({ upstream, priority })
      account.waiting[priority].push({
        weight,
        priority,
        deadline: deadline?.getTime() ?? Infinity,
        resolve,
        reject,
      })
      this.#serve(id, account)
    })
  }

  correct(id: string, seen: Parameters<Budget['correct']>[1]): void {
    correctWindow({ store: this.store, options: this.options, id, account: this.#stateOf(id), seen })
  }

  pause(id: string, ms: number): void {
    const account = this.#stateOf(id)
    const until = Date.now() + ms
    if (until <= account.pausedUntil) return
    account.pausedUntil = until
    account.leases = []
    this.#serve(id, account)
    // A pause shorter than the rest of the window must not give the window back sooner: other replicas then learn it
    // from their own 429.
    if (until >= account.windowEndsAt) this.store.restart(id, FULL, ms).catch(() => undefined)
  }

  close(): void {
    clearInterval(this.#sweeping)
    for (const account of this.#accounts.values()) {
      disarm(account)
      this.#refuseAll(account, () => this.#spent(this.options.windowMs))
    }
    this.#accounts.clear()
  }

  #stateOf(id: string): AccountState {
    const { kind, windowMs } = this.options
    const account =
      this.#accounts.get(id) ?? newAccount(kind === 'sliding-window' ? new Recent(windowMs) : undefined)
    this.#accounts.set(id, account)
    return account
  }

  #limitsOf(account: AccountState): BudgetLimits {
    const limit = Math.max(1, Math.min(this.options.limit, account.seenLimit))
    const reserve = this.#reserveOf(limit)
    const kept = Math.max(Math.min(reserve, limit * EDGE), reserve * this.#ahead(account))
    return { limit, backgroundLimit: Math.max(1, Math.floor(limit - kept)) }
  }

  #reserveOf(limit: number): number {
    return limit * (this.options.reserveForOrders ?? 0.2)
  }

  /**
   * The part of the window that is still to come, 0…1. Of a fixed window that much of the reserve is kept: orders find the same
   * share of the time that is left, and what they cannot use any more is not lost. A sliding one has no end.
   */
  #ahead({ windowEndsAt }: AccountState): number {
    const { kind, windowMs } = this.options
    if (kind === 'sliding-window' || windowEndsAt === 0) return 1
    return Math.min(1, Math.max(0, windowEndsAt - Date.now()) / windowMs)
  }

  /** When background work finds more to spend: at the end of the window, or as soon as a good part of the reserve is free. */
  #moreAt(account: AccountState, limit: number): number {
    const { kind, windowMs } = this.options
    const reserve = this.#reserveOf(limit)
    if (kind === 'sliding-window' || reserve === 0) return account.windowEndsAt
    const step = Math.max(1, Math.floor(reserve / RESERVE_PARTS))
    const part = (limit - account.count - step) / reserve
    return part < 0 ? account.windowEndsAt : account.windowEndsAt - Math.min(1, part) * windowMs
  }

  #serve(id: string, account: AccountState): void {
    const now = Date.now()
    if (account.taking) return this.#wakeAtDeadline(id, account)
    if (account.pausedUntil > now) return this.#wakeAt(id, account, account.pausedUntil)
    forgetEndedWindow(account, now)
    const limits = this.#limitsOf(account)
    const freeAt = Math.min(
      ...priorities.map((priority) => this.#spendOn(account, priority, topFor(priority, limits), now)),
    )
    if (isIdle(account)) return disarm(account)
    // what is held cannot be spent yet: fetching more would change nothing
    if (freeAt > now) return this.#wakeAt(id, account, freeAt)
    const units = unitsToTake(account, limits, this.#leaseUnits)
    if (units > 0) void this.#take(id, account, units)
    else this.#wakeAt(id, account, Math.max(now + 1, this.#moreAt(account, limits.limit)))
  }

  /** Serves who can be served now; answers when the next can be had as far as what we spent lately is concerned. */
  #spendOn(account: AccountState, priority: RequestPriority, top: number, now: number): number {
    for (let next = account.waiting[priority][0]; next; next = account.waiting[priority][0]) {
      // a weight larger than the whole window would wait for ever
      const weight = Math.min(next.weight, top)
      const freeAt = account.recent?.freeAt(weight, top, now) ?? now
      if (freeAt > now) return freeAt
      if (!spend(account, weight, top)) return now
      account.recent?.note(weight, now)
      this.#settle(account.waiting[priority].shift()!)
    }
    return Infinity
  }

  async #take(id: string, account: AccountState, units: number): Promise<void> {
    account.taking = true
    this.#wakeAtDeadline(id, account)
    try {
      const { count, endsInMs } = await this.store.add(id, units)
      budgetLeases.inc({ upstream: this.options.name })
      const endsAt = Date.now() + endsInMs
      // what we held belongs to the window before when this one ends later
      if (endsAt > account.windowEndsAt + this.options.windowMs / 2) account.leases = []
      account.windowEndsAt = endsAt
      account.count = count
      const lease = { from: count - units, to: Math.min(count, this.#limitsOf(account).limit) }
      if (lease.from < lease.to && endsInMs > 0) account.leases.push(lease)
    } catch (cause) {
      const upstream = this.options.name
      this.#refuseAll(account, () =>
        httpErrors.HTTP_BUDGET_STORE_DOWN({ upstream, effect: 'none' }, { cause }),
      )
    } finally {
      account.taking = false
      this.#serve(id, account)
    }
  }

  /** Nothing can be had before `at`: those who cannot wait so long are told now, not at their deadline. */
  #wakeAt(id: string, account: AccountState, at: number): void {
    this.#expire(account, at, at - Date.now())
    this.#arm(id, account, at)
  }

  /** Something is on its way: only deadlines that pass meanwhile matter. */
  #wakeAtDeadline(id: string, account: AccountState): void {
    const now = Date.now()
    this.#expire(account, now, this.options.windowMs)
    const deadlines = priorities.flatMap((priority) =>
      account.waiting[priority].map(({ deadline }) => deadline),
    )
    this.#arm(id, account, Math.min(Infinity, ...deadlines))
  }

  #arm(id: string, account: AccountState, at: number): void {
    disarm(account)
    if (isIdle(account) || at === Infinity) return
    const ms = Math.max(1, Math.min(at - Date.now() + 1, LONGEST_TIMER_MS))
    account.timer = setTimeout(() => this.#serve(id, account), ms)
  }

  #expire(account: AccountState, moment: number, waitMs: number): void {
    for (const priority of priorities) {
      const late = account.waiting[priority].filter(({ deadline }) => deadline <= moment)
      if (late.length === 0) continue
      account.waiting[priority] = account.waiting[priority].filter(({ deadline }) => deadline > moment)
      for (const waiter of late) this.#refuse(waiter, this.#spent(Math.max(1, Math.ceil(waitMs))))
    }
  }

  #spent(retryAfterMs: number): Error {
    return httpErrors.HTTP_BUDGET_SPENT({ upstream: this.options.name, effect: 'none' }, { retryAfterMs })
  }

  #settle(waiter: Waiter): void {
    waitingGauge.dec({ upstream: this.options.name, priority: waiter.priority })
    waiter.resolve()
  }

  #refuse(waiter: Waiter, error: Error): void {
    waitingGauge.dec({ upstream: this.options.name, priority: waiter.priority })
    throttled.inc({ upstream: this.options.name, by: 'budget' })
    waiter.reject(error)
  }

  #refuseAll(account: AccountState, error: () => Error): void {
    for (const priority of priorities) {
      for (const waiter of account.waiting[priority].splice(0)) this.#refuse(waiter, error())
    }
  }

  /** Nothing is kept about an account that nobody asks for. */
  #sweep(): void {
    const now = Date.now()
    for (const [id, account] of this.#accounts) {
      const over =
        account.windowEndsAt <= now && account.pausedUntil <= now && (account.recent?.isEmpty(now) ?? true)
      if (isIdle(account) && over && !account.taking) this.#accounts.delete(id)
    }
  }
}

function disarm(account: AccountState): void {
  clearTimeout(account.timer)
  account.timer = undefined
}
