import type { Access, AccessReason, Account } from './types.js'

export const TRIAL_DAYS = 7
const DAY_MS = 24 * 60 * 60 * 1000

/** When the trial that began at the first install is over. */
export const trialEndsAt = (account: Pick<Account, 'trialStartedAt'>): Date =>
  new Date(account.trialStartedAt.getTime() + TRIAL_DAYS * DAY_MS)

/**
 * May the account work at `now`? MoySklad bills and says when to stop (Suspend, Uninstall); a paid subscription without a
 * named end runs until it says so. A trial ends by our own clock, too: 7 days from the first install, or the later moment
 * that MoySklad names when it was extended (api/moysklad.md §5.6).
 */
export function decideAccess(account: Account, now: Date): Access {
  if (account.state !== 'active') return { allowed: false, reason: stoppedBy(account.state), until: null }
  const { subscription } = account
  if (subscription && !subscription.trial) return paid(subscription.expiryMoment)
  const named = subscription?.expiryMoment
  const ownEnd = trialEndsAt(account)
  const until = named && named > ownEnd ? named : ownEnd
  return now < until
    ? { allowed: true, reason: 'trial', until }
    : { allowed: false, reason: 'trial-ended', until }
}

const stoppedBy = (state: Account['state']): AccessReason =>
  state === 'suspended' ? 'suspended' : 'uninstalled'

/** A lapsed payment is MoySklad's to judge: it prolongs by itself, or suspends. We do not stop a paying merchant early. */
const paid = (until: Date | null): Access => ({ allowed: true, reason: 'paid', until })

export const sameAccess = (a: Access, b: Access): boolean =>
  a.allowed === b.allowed && a.reason === b.reason && a.until?.getTime() === b.until?.getTime()
