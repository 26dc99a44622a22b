import type { StockJournal } from './ports.js'

/** Where there is no journal: what the merchant should know stands in the log. */
export const logJournal = (log: { info(fields: object, sentence: string): void }): StockJournal => ({
  async write(entries) {
    for (const { connection, outcome, subjectId, code } of entries)
      log.info({ ...connection, outcome, subjectId, code }, 'stock has something to tell')
  },
})
