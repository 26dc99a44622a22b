import type { Access, Account } from './domain/types.js'

export interface KeptAccount extends Account {
  /** What the other services were last told; null = nothing yet. */
  announced: Access | null
  /** There is something that the others were not told yet, or nobody knows whether they were. */
  owed: boolean
  /** Which save this is. */
  savedAs: string
}

export interface Accounts {
  get(accountId: string): Promise<KeptAccount | undefined>
  /** Stores the account and whether something is owed; what was announced stays. Returns which save this was. */
  save(account: Account, owed: boolean): Promise<string>
  /** Nothing is owed any more, unless the account was saved anew while this was told: then it is told again. */
  remember(accountId: string, announced: Access, savedAs: string): Promise<void>
  /** In pages by id, without those that were erased. */
  list(afterAccountId: string, limit: number): Promise<KeptAccount[]>
  /** Whose trial, as announced, has ended; and to whom something is owed. */
  dueForCheck(now: Date, limit: number): Promise<KeptAccount[]>
  /** Who is being erased, and who left before that moment. */
  dueForErasing(leftBefore: Date, limit: number): Promise<KeptAccount[]>
  /** From now on nobody comes back until it is over. False: somebody came back. */
  beginErasing(accountId: string, leftBefore: Date): Promise<boolean>
  /** Only that it once was here is left. */
  finishErasing(accountId: string): Promise<void>
}

export type AnnounceAccess = (accountId: string, access: Access) => Promise<void>
