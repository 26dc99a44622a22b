import { z } from 'zod'
import { defineEvent, type EventOf } from '../define-event.js'

export const accessReasons = ['trial', 'paid', 'trial-ended', 'suspended', 'uninstalled'] as const

export const BillingAccessChanged = defineEvent({
  name: 'billing.access.changed',
  version: 1,
  owner: 'billing',
  summary: 'An account may work, or may not any more: trial, subscription, suspension, uninstall.',
  audience: 'required',
  data: z.object({
    allowed: z.boolean(),
    reason: z.enum(accessReasons),
    /** ISO 8601; absent = no end known. */
    until: z.iso.datetime({ offset: true }).optional(),
  }),
})
export type BillingAccessChanged = EventOf<typeof BillingAccessChanged>

export const BillingAccountRemoved = defineEvent({
  name: 'billing.account.removed',
  version: 1,
  owner: 'billing',
  summary: 'An account uninstalled the solution and its time to come back is over. Erase what is kept of it.',
  audience: 'required',
  data: z.object({}),
})
export type BillingAccountRemoved = EventOf<typeof BillingAccountRemoved>
