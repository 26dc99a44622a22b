import { duration, integer } from '@skladbridge/runtime'

/** What a service with a journal reads besides: `z.object({ ...baseConfig, ...journalConfig })`. */
export const journalConfig = {
  /** How often is counted what waits for the merchant. */
  PARKED_INTERVAL_MS: duration(60_000, { min: 100 }),
  /** How long journal entries are kept. Entries written before a change keep their time. */
  JOURNAL_KEEP_DAYS: integer(90, { min: 1, max: 3_650 }),
}
