import { integer } from '@skladbridge/runtime'

/** What a service with a journal reads besides: `z.object({ ...baseConfig, ...journalConfig })`. */
export const journalConfig = {
  /** How long journal entries are kept. Entries written before a change keep their time. */
  JOURNAL_KEEP_DAYS: integer(90, { min: 1, max: 3_650 }),
}
