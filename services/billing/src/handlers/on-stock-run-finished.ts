import { StockRunFinished } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { NoteWaiting } from './ports.js'

/** A run that is held waits for the merchant's word; the next one that is not has had it. */
export const onStockRunFinished = (note: NoteWaiting) =>
  defineHandler({
    name: 'on-stock-run-finished',
    event: StockRunFinished,
    prefetch: 1,
    async handle({ accountId, shopId = '', data, occurredAt }) {
      // a run over the changed ones says nothing of the whole report
      if (data.kind !== 'full' && !data.held) return
      const count = data.held ? 1 : 0
      await note(accountId, { what: 'stock-held', shopId, source: '', count }, new Date(occurredAt))
    },
  })
