import { budgetUsed } from '../metrics.js'
import type { AccountState } from './account.js'
import type { BudgetOptions, WindowStore } from './window.js'

export interface Correction {
  store: WindowStore
  options: BudgetOptions
  id: string
  account: AccountState
  seen: { limit: number; used: number; windowEndsInMs?: number }
}

/**
 * Brings our count to the platform's. Answers can overtake each other and other replicas spend meanwhile, so small
 * differences mean nothing; only these do:
 * - it counts clearly more than the store knows of (heavier requests, someone else with our token): the difference is
 *   added to the store;
 * - its count fell: its window is over, ours starts anew with what it counts.
 */
export function correctWindow({ store, options, id, account, seen }: Correction): void {
  budgetUsed.observe({ upstream: options.name }, seen.limit > 0 ? seen.used / seen.limit : 1)
  const slack = Math.max(2, Math.floor(options.limit * 0.1))
  const before = account.seenUsed
  account.seenUsed = seen.used
  if (seen.limit > 0) account.seenLimit = seen.limit
  const now = Date.now()
  if (account.windowEndsAt <= now) return
  const endsInMs = seen.windowEndsInMs ?? options.windowMs
  // worth a write only where waiting for our own window's end would cost more than a moment
  const fell = seen.used + 2 * slack < before && account.windowEndsAt - now > 5_000
  if (fell && seen.used + slack < account.count) {
    restart(account, seen.used + slack, endsInMs)
    store.restart(id, seen.used + slack, endsInMs).catch(() => undefined)
  } else if (seen.used > account.count + slack) {
    void raise(store, id, account, seen.used)
  }
}

function restart(account: AccountState, count: number, endsInMs: number): void {
  account.leases = []
  account.count = count
  account.windowEndsAt = Date.now() + endsInMs
}

/** What other replicas took since we last looked is part of the platform's count: look before adding. */
async function raise(store: WindowStore, id: string, account: AccountState, used: number): Promise<void> {
  // so that the answers of requests under way do not each start the same
  account.count = used
  try {
    const window = await store.read(id)
    if (!window) return
    const missing = used - window.count
    if (missing > 0) account.leases = []
    account.count = missing > 0 ? (await store.add(id, missing)).count : window.count
  } catch {
    // the store is away: the next lease will say so
  }
}
