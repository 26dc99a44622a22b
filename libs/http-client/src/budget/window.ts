/** Where the windows are counted: this process's memory, or the store all replicas share. */
export interface WindowStore {
  /** Adds to the account's window (a new one when the last is over); answers its count then, and when it ends. */
  add(account: string, units: number): Promise<Window>
  /** The window as it is; undefined when there is none. */
  read(account: string): Promise<Window | undefined>
  /** A new window from now that already holds `count`. */
  restart(account: string, count: number, ms: number): Promise<void>
}

export interface Window {
  count: number
  endsInMs: number
}

export interface BudgetOptions {
  /** Of the upstream, for metrics and errors. */
  name: string
  /** Units in one window. */
  limit: number
  windowMs: number
  /** Fixed windows only: both platforms count so (api/moysklad.md §1.3, api/insales.md §1.3). */
  kind: 'fixed-window'
  /** The share of each window that only `orders` may use, 0…1. Default 0.2. */
  reserveForOrders?: number
  /** Units fetched at once. Default: a tenth of the limit, at least 1. */
  leaseUnits?: number
  /** How many of one account may wait in each queue. Default 1000. */
  maxWaiting?: number
}
