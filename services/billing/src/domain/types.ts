import type { accessReasons } from '@skladbridge/contracts'

export interface Subscription {
  tariffId: string
  trial: boolean
  tariffName: string
  /** Absent = MoySklad named no end. */
  expiryMoment: Date | null
}

/** What billing keeps of an account. */
export interface Account {
  accountId: string
  accountName: string
  appUid: string
  state: 'active' | 'suspended' | 'uninstalled'
  /** Set at the first install, never again. */
  trialStartedAt: Date
  subscription: Subscription | null
}

export type AccessReason = (typeof accessReasons)[number]

export interface Access {
  allowed: boolean
  reason: AccessReason
  until: Date | null
}
