import { InsalesConnectionChanged, MoyskladConnectionChanged } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { NoteWaiting } from './ports.js'

const countOf = (state: string): number => (state === 'denied' ? 1 : 0)

/** A side that does not let us in waits for the merchant; let in again, or removed, it does not. */
export const onMoyskladConnectionChanged = (note: NoteWaiting) =>
  defineHandler({
    name: 'on-moysklad-connection-changed',
    event: MoyskladConnectionChanged,
    prefetch: 1,
    handle: ({ accountId, data, occurredAt }) =>
      note(
        accountId,
        { what: 'moysklad-paused', shopId: '', source: '', count: countOf(data.state) },
        new Date(occurredAt),
      ),
  })

export const onInsalesConnectionChanged = (note: NoteWaiting) =>
  defineHandler({
    name: 'on-insales-connection-changed',
    event: InsalesConnectionChanged,
    prefetch: 1,
    handle: ({ accountId, shopId = '', data, occurredAt }) =>
      note(
        accountId,
        { what: 'insales-paused', shopId, source: '', count: countOf(data.state) },
        new Date(occurredAt),
      ),
  })
