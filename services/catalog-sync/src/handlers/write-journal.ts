import type { NewEntry } from '@skladbridge/journal'
import type { WriteJournal } from './ports.js'

/** What concerns the whole map of prices, however many products it is missing from. */
const isOfTheMap = (code: string): boolean => /^CATALOG_(PRICE_|RATE_)/.test(code)

/** Notes as entries: the same thing about the same product is told once a day. */
export const writeJournal =
  (journal: { write(entries: NewEntry[]): Promise<void> }, now: () => Date): WriteJournal =>
  (connection, notes) => {
    const day = now().toISOString().slice(0, 10)
    return journal.write(
      notes.map(({ outcome, subjectId, subjectTitle, said }) => {
        const whole = isOfTheMap(said.code)
        const about = whole ? '' : subjectId
        return {
          connection,
          key: ['catalog', said.code, about, JSON.stringify(said.details), day].join('/'),
          outcome,
          subject: whole ? 'connection' : 'product',
          subjectId: whole ? connection.shopId : subjectId,
          title: whole ? '' : subjectTitle,
          code: said.code,
          text: said.text,
          advice: said.advice,
        }
      }),
    )
  }
