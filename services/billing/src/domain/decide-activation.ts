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
 * first install starts the trial; a tariff event does not wake a suspended account, Resume does (api/moysklad.md §5.2).
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
  }
}

export const decideDeactivation = (known: Account, cause: string): Account => ({
  ...known,
  state: cause === 'Uninstall' ? 'uninstalled' : 'suspended',
})
