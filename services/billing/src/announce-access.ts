import { BillingAccessChanged } from '@skladbridge/contracts'
import type { Broker } from '@skladbridge/messaging'
import { decideAccess, sameAccess } from './domain/decide-access.js'
import type { Access, Account } from './domain/types.js'
import type { Accounts, AnnounceAccess, KeptAccount } from './ports.js'

interface Ports {
  accounts: Accounts
  announce: AnnounceAccess
}

/** Resolves when the broker has it. */
export const createAnnounceAccess =
  (broker: Pick<Broker, 'publish'>): AnnounceAccess =>
  (accountId, { allowed, reason, until }) =>
    broker.publish(BillingAccessChanged, {
      accountId,
      data: { allowed, reason, ...(until ? { until: until.toISOString() } : {}) },
    })

/**
 * Keeps how an account is now, and tells the others where it stands if that is news. That there is something to tell is kept
 * with the account before it is told: whoever dies in between, the watch tells it. Told twice, it changes nothing.
 */
export async function saveAndAnnounce(
  ports: Ports,
  account: Account,
  known: KeptAccount | undefined,
  now: Date,
): Promise<Access> {
  const access = decideAccess(account, now)
  // owed already: nobody knows whether the one who died had told it
  const owed = known?.owed === true || isNews(known?.announced ?? null, access)
  const savedAs = await ports.accounts.save(account, owed)
  if (owed) await tell(ports, account.accountId, access, savedAs)
  return access
}

/** Tells where a kept account stands at `now`, if that is news or was owed. */
export async function announceIfNews(ports: Ports, account: KeptAccount, now: Date): Promise<void> {
  const access = decideAccess(account, now)
  if (account.owed || isNews(account.announced, access)) {
    await tell(ports, account.accountId, access, account.savedAs)
  }
}

async function tell(ports: Ports, accountId: string, access: Access, savedAs: string): Promise<void> {
  await ports.announce(accountId, access)
  await ports.accounts.remember(accountId, access, savedAs)
}

const isNews = (announced: Access | null, access: Access): boolean =>
  !announced || !sameAccess(announced, access)
