import type { Journal, NewEntry } from '@skladbridge/journal'
import type { Tell } from './ports.js'

/**
 * Notes as entries of the journal. What was simply done is told on the side, an order does not wait for it; what was
 * overridden or left out is written before the outcome is remembered.
 */
export const tellJournal =
  (journal: Pick<Journal, 'write'>): Tell =>
  async (connection, notes) => {
    const entries = notes.map(({ orderId, number, outcome, code, text, advice, work }): NewEntry => ({
      connection,
      key: `order/${orderId}/${code}/${work}`,
      outcome,
      subject: 'order',
      subjectId: orderId,
      title: number,
      code,
      text,
      ...(advice ? { advice } : {}),
    }))
    void journal.write(entries.filter(({ outcome }) => outcome === 'done'))
    await journal.write(entries.filter(({ outcome }) => outcome !== 'done'))
  }
