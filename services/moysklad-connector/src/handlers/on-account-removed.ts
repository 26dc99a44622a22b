import { BillingAccountRemoved } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { AccountStore } from '../ports.js'

/** The time to come back is over. An account that was saved anew since then is not a removed one, and stays. */
export const onAccountRemoved = ({ erase }: Pick<AccountStore, 'erase'>) =>
  defineHandler({
    name: 'on-account-removed',
    event: BillingAccountRemoved,
    prefetch: 1,
    handle: ({ accountId, occurredAt }) => erase(accountId, new Date(occurredAt)),
  })
