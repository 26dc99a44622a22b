import type { DutyStore, DutyWork } from '@skladbridge/duties'
import type { EncryptedSecret } from '@skladbridge/runtime'

/** How far set-up is, in MoySklad's words (api/moysklad.md §5.3). */
export const solutionStatuses = ['Activating', 'SettingsRequired', 'Activated'] as const
export type SolutionStatus = (typeof solutionStatuses)[number]

export type AccountState = 'active' | 'denied' | 'removed'

/** Why MoySklad does not let us in. */
export interface Denial {
  code: string
  text: string
  advice?: string
}

/** One MoySklad account as we know it. */
export interface AccountRecord {
  accountId: string
  accountName: string
  appId: string
  appUid: string
  state: AccountState
  /** Grows with each change of state or token: what was learned with an older token changes nothing. */
  version: number
  /** Undefined once erased. */
  token: EncryptedSecret | undefined
  denial: Denial | undefined
  /** How often in a row we were denied since the token came. */
  denials: number
  webhooksReady: boolean
  /** What MoySklad is still to be told of set-up. */
  wantedStatus: SolutionStatus | undefined
}

/**
 * What is still to be done for an account. Kept with it, so that it survives whoever began it: `announce` tells the
 * others of the state, `webhooks` makes the account's hooks and checks them daily, `probe` asks a denying account again,
 * `status` tells MoySklad how far set-up is.
 */
export const duties = ['announce', 'webhooks', 'probe', 'status'] as const
export type Duty = (typeof duties)[number]
export type AccountDuty = DutyWork<Duty, AccountRecord>

export interface SavedAccount {
  accountId: string
  accountName: string
  appId: string
  appUid: string
  token: EncryptedSecret
}

export interface AccountStore extends DutyStore<Duty, AccountRecord> {
  find(accountId: string): Promise<AccountRecord | undefined>
  /** By accountId; removed ones too. */
  list(page: { after: string; limit: number }): Promise<AccountRecord[]>
  /** Active from now on, whatever it was; asks for `announce` and `webhooks`. */
  save(account: SavedAccount): Promise<AccountRecord>
  /** Only while active and at that version; asks for `announce` and, at `probeAt`, for `probe`. False: it was not. */
  deny(accountId: string, version: number, denial: Denial, probeAt: Date): Promise<boolean>
  /** Only while denied and at that version; asks for `announce` and `webhooks`. */
  mend(accountId: string, version: number): Promise<boolean>
  /** Erases the token at once; asks for `announce`. Undefined: there is no such account. A removed one stays so. */
  remove(accountId: string): Promise<AccountRecord | undefined>
  /** The same token under another key. */
  rekey(accountId: string, version: number, token: EncryptedSecret): Promise<void>
  /** Asks for `status`, in a while. */
  wantStatus(accountId: string, status: SolutionStatus): Promise<void>
  /** Forgets a removed account that nobody changed since `before`. */
  erase(accountId: string, before: Date): Promise<void>
  webhooksAre(ready: boolean, accountId: string, version: number): Promise<void>
}
