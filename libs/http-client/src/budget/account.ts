import type { RequestPriority } from '../types.js'

/** Somebody who wants to spend `weight` units. */
export interface Waiter {
  weight: number
  priority: RequestPriority
  /** Milliseconds since the epoch; Infinity when there is none. */
  deadline: number
  resolve(): void
  reject(error: Error): void
}

/** Units `from` (inclusive) to `to` (exclusive) of the window's count are ours to spend. */
export interface Lease {
  from: number
  to: number
}

export interface BudgetLimits {
  /** Units in a window. */
  limit: number
  /** The part of it that background work may use. */
  backgroundLimit: number
}

/** What one replica knows about one account's window. */
export interface AccountState {
  leases: Lease[]
  /** The window's count as the store told it last; includes other replicas' leases. */
  count: number
  windowEndsAt: number
  pausedUntil: number
  waiting: Record<RequestPriority, Waiter[]>
  /** A lease is being fetched. */
  taking: boolean
  timer: NodeJS.Timeout | undefined
  /** What the platform's headers told last. */
  seenUsed: number
  /** The platform's own limit, where it is smaller than the one we were given. */
  seenLimit: number
}

export const newAccount = (): AccountState => ({
  leases: [],
  count: 0,
  windowEndsAt: 0,
  pausedUntil: 0,
  waiting: { orders: [], background: [] },
  taking: false,
  timer: undefined,
  seenUsed: 0,
  seenLimit: Infinity,
})

/** Forgets what belonged to a window that is over. */
export function forgetEndedWindow(account: AccountState, now: number): void {
  if (account.windowEndsAt > now) return
  account.leases = []
  account.count = 0
}

/**
 * Takes `weight` units off the leases, lowest first. Background may only use units below its limit, so the last share of
 * each window stays for orders. False and nothing taken when there are not enough.
 */
export function spend(account: AccountState, weight: number, top: number): boolean {
  const usable = account.leases.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, top) - from), 0)
  if (usable < weight) return false
  let left = weight
  for (const lease of account.leases) {
    const taken = Math.min(left, Math.max(0, Math.min(lease.to, top) - lease.from))
    lease.from += taken
    left -= taken
  }
  account.leases = account.leases.filter(({ from, to }) => from < to)
  return true
}

/** How many units to fetch now for those who wait; 0 when the window has none left for them. */
export function unitsToTake(account: AccountState, limits: BudgetLimits, leaseUnits: number): number {
  const { orders, background } = account.waiting
  const wanted = (queue: Waiter[]): number => queue.reduce((sum, { weight }) => sum + weight, 0)
  const held = account.leases.reduce((sum, { from, to }) => sum + to - from, 0)
  const top = orders.length > 0 ? limits.limit : limits.backgroundLimit
  const want = Math.max(leaseUnits, wanted(orders) + wanted(background)) - held
  return Math.max(0, Math.min(want, top - account.count))
}

export const topFor = (priority: RequestPriority, limits: BudgetLimits): number =>
  priority === 'orders' ? limits.limit : limits.backgroundLimit

export const isIdle = ({ waiting }: AccountState): boolean =>
  waiting.orders.length === 0 && waiting.background.length === 0
