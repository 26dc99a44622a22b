import { z } from 'zod'
import { defineEvent, type EventOf } from '../define-event.js'

export const connectionStates = ['active', 'denied', 'removed'] as const

export const MoyskladConnectionChanged = defineEvent({
  name: 'moysklad.connection.changed',
  version: 1,
  owner: 'moysklad-connector',
  summary: 'We may speak to this MoySklad account, may not any more, or again.',
  audience: 'required',
  data: z.object({ state: z.enum(connectionStates) }),
})
export type MoyskladConnectionChanged = EventOf<typeof MoyskladConnectionChanged>

export const InsalesConnectionChanged = defineEvent({
  name: 'insales.connection.changed',
  version: 1,
  owner: 'insales-connector',
  summary: 'We may speak to this shop for this account, may not any more, or again.',
  audience: 'required',
  data: z.object({ state: z.enum(connectionStates) }),
})
export type InsalesConnectionChanged = EventOf<typeof InsalesConnectionChanged>
