import { BillingAccessChanged } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { AccountEnds } from './ports.js'

/**
 * An account uninstalled the solution: its shops are left in order. Suspended is not gone: there all stays for the day of
 * payment. A shop that was connected since then belongs to a new beginning.
 */
export const onAccessChanged = (ends: AccountEnds) =>
  defineHandler({
    name: 'on-access-changed',
    event: BillingAccessChanged,
    prefetch: 1,
    async handle({ accountId, data, occurredAt }) {
      if (data.reason === 'uninstalled') await ends.removeShops(accountId, new Date(occurredAt))
    },
  })
