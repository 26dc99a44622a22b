import type { Logger } from '@skladbridge/runtime'
import type { Tell } from './ports.js'

/** Until somebody keeps a journal: what would be told, as codes. Sentences may name a person's things and are not logged. */
export const tellLog =
  (log: Logger): Tell =>
  async (_connection, notes) => {
    for (const { orderId, code, outcome } of notes) log.info({ orderId, code, outcome }, 'order note')
  }
