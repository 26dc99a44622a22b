import { Counter } from 'prom-client'

export const entriesTotal = new Counter({
  name: 'skladbridge_journal_entries_total',
  help: 'Entries told to the journal, by outcome: done, failed, conflict, note.',
  labelNames: ['outcome'] as const,
})

export const lostTotal = new Counter({
  name: 'skladbridge_journal_lost_total',
  help: 'Entries that could not be written. The work they tell of went on.',
})
