import { BillingAccountRemoved } from '@skladbridge/contracts'
import type { Broker } from '@skladbridge/messaging'
import { erasedBefore } from '../domain/decide-activation.js'
import type { Accounts } from '../ports.js'

export interface ErasePorts {
  accounts: Accounts
  /** Resolves when the broker has it. */
  announceRemoved(accountId: string): Promise<void>
  /** What billing itself keeps besides the account. */
  eraseOwn(accountId: string): Promise<void>
}

export const createAnnounceRemoved =
  (broker: Pick<Broker, 'publish'>): ErasePorts['announceRemoved'] =>
  (accountId) =>
    broker.publish(BillingAccountRemoved, { accountId, data: {} })

const PAGE = 100

/**
 * Who left 30 days ago is forgotten. While it lasts nobody can come back, so that no service erases what somebody has just
 * begun. Dies anywhere: the account is still `erasing`, and the next look does it again.
 */
export async function eraseGone(ports: ErasePorts, now: Date): Promise<void> {
  const leftBefore = erasedBefore(now)
  const due = await ports.accounts.dueForErasing(leftBefore, PAGE)
  const outcomes = await Promise.allSettled(due.map(({ accountId }) => erase(ports, accountId, leftBefore)))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}

async function erase(
  { accounts, announceRemoved, eraseOwn }: ErasePorts,
  accountId: string,
  leftBefore: Date,
): Promise<void> {
  if (!(await accounts.beginErasing(accountId, leftBefore))) return
  await announceRemoved(accountId)
  await eraseOwn(accountId)
  await accounts.finishErasing(accountId)
}
