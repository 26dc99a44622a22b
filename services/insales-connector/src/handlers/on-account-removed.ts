import { BillingAccountRemoved } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { AccountEnds } from './ports.js'

/** The time to come back is over. */
export const onAccountRemoved = (ends: AccountEnds) =>
  defineHandler({
    name: 'on-account-removed',
    event: BillingAccountRemoved,
    prefetch: 1,
    handle: ({ accountId, occurredAt }) => ends.erase(accountId, new Date(occurredAt)),
  })
