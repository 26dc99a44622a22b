import type { Access, Account } from './domain/types.js'

export interface KeptAccount extends Account {
  /** What the other services were last told; null = nothing yet. */
  announced: Access | null
}

export interface Accounts {
  get(accountId: string): Promise<KeptAccount | undefined>
  /** Stores the account; what was announced stays. */
  save(account: Account): Promise<void>
  remember(accountId: string, announced: Access): Promise<void>
  /** In pages by id. */
  list(afterAccountId: string, limit: number): Promise<KeptAccount[]>
  /** Whose access may have changed without a call from outside: an end that was announced has passed, or none was told. */
  dueForCheck(now: Date, limit: number): Promise<KeptAccount[]>
}

export type AnnounceAccess = (accountId: string, access: Access) => Promise<void>
