import { decideAccess, sameAccess } from './domain/decide-access.js'
import type { Access, Account } from './domain/types.js'
import type { Accounts, AnnounceAccess } from './ports.js'

/**
 * Tells the others where an account stands, if that is news. The telling is remembered after it: a process that dies in
 * between tells it again, which changes nothing.
 */
export async function announceIfNews(
  ports: { accounts: Accounts; announce: AnnounceAccess },
  account: Account,
  announced: Access | null,
  now: Date,
): Promise<Access> {
  const access = decideAccess(account, now)
  if (!announced || !sameAccess(announced, access)) {
    await ports.announce(account.accountId, access)
    await ports.accounts.remember(account.accountId, access)
  }
  return access
}
