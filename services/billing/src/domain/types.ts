import type { accessReasons } from '@skladbridge/contracts'

export interface Subscription {
  tariffId: string
  trial: boolean
  tariffName: string
  /** Absent = MoySklad named no end. */
  expiryMoment: Date | null
}

/**
 * `erasing`: gone for so long that everybody is being told to forget it; nobody may come back meanwhile. `erased`: only
 * that it once was here is left, so that there is no second trial.
 */
export type AccountState = 'active' | 'suspended' | 'uninstalled' | 'erasing' | 'erased'

/** What billing keeps of an account. */
export interface Account {
  accountId: string
  accountName: string
  appUid: string
  state: AccountState
  /** Set at the first install, never again. */
  trialStartedAt: Date
  subscription: Subscription | null
  /** Since when it has been gone; null = it is here. */
  uninstalledAt: Date | null
}

export type AccessReason = (typeof accessReasons)[number]

export interface Access {
  allowed: boolean
  reason: AccessReason
  until: Date | null
}
