import type { Account, Subscription } from './types.js'

export interface Activation {
  accountId: string
  accountName: string
  appUid: string
  cause: string
  subscription: Subscription | null
}

/**
 * Install, Resume, TariffChanged and Autoprolongation all say how things are now, so repeating one changes nothing. Only a
 * first install starts the trial, also where the account has been erased since; a tariff event does not wake a suspended
 * account, Resume does (api/moysklad.md §5.2).
 */
export function decideActivation(known: Account | undefined, activation: Activation, now: Date): Account {
  const { accountId, accountName, appUid, cause } = activation
  const wakes = cause === 'Install' || cause === 'Resume'
  return {
    accountId,
    accountName,
    appUid,
    state: wakes || !known ? 'active' : known.state,
    trialStartedAt: known?.trialStartedAt ?? now,
    // samples with custom permissions carry no subscription: keep what was known
    subscription: activation.subscription ?? known?.subscription ?? null,
    uninstalledAt: wakes ? null : (known?.uninstalledAt ?? null),
  }
}

/** Who is gone stays gone, and since the first time that it was said. */
export function decideDeactivation(known: Account, cause: string, now: Date): Account {
  if (known.uninstalledAt) return known
  return cause === 'Uninstall'
    ? { ...known, state: 'uninstalled', uninstalledAt: now }
    : { ...known, state: 'suspended' }
}

export const KEEP_DAYS = 30

/** Who left before this has had the time to come back: what is kept of them is to be erased. */
export const erasedBefore = (now: Date): Date => new Date(now.getTime() - KEEP_DAYS * 24 * 60 * 60 * 1000)
