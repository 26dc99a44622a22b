import type { Account, Subscription } from '../domain/types.js'

export const day = (n: number, hours = 0): Date => new Date(Date.UTC(2026, 10, 1 + n, 12 + hours))

export const subscription = (over: Partial<Subscription> = {}): Subscription => ({
  tariffId: 't1',
  trial: true,
  tariffName: 'Basic',
  expiryMoment: null,
  ...over,
})

/** Installed on day 0, on trial. */
export const account = (over: Partial<Account> = {}): Account => ({
  accountId: 'account-a',
  accountName: 'chaylavka',
  appUid: 'skladbridge.vendor',
  state: 'active',
  trialStartedAt: day(0),
  subscription: subscription(),
  uninstalledAt: null,
  ...over,
})
