import type { ConnectionKey } from '@skladbridge/contracts'

export const entryOutcomes = ['done', 'failed', 'conflict', 'note'] as const
/** How it ended: done, failed, decided between two sides (`conflict`), or only to be known (`note`). */
export type EntryOutcome = (typeof entryOutcomes)[number]

export const entrySubjects = ['product', 'order', 'stock', 'load', 'connection'] as const
/** What it is about. */
export type EntrySubject = (typeof entrySubjects)[number]

/** Something to be told. Texts are cut to what a page can show. */
export interface NewEntry {
  connection: ConnectionKey
  /** Natural key within the connection: told twice, it is there once, as it was told first. */
  key: string
  /** Default: now. */
  at?: Date
  outcome: EntryOutcome
  subject: EntrySubject
  /** MoySklad id of a product, inSales id of an order, id of a run or load. */
  subjectId: string
  /** Name of the product, number of the order. */
  title: string
  /** Code of an error, or of what was done. */
  code: string
  /** Russian: what happened. */
  text: string
  /** Russian: what to do; none = nothing. */
  advice?: string
  /** What else it can be found by: SKU, the other side's id. */
  also?: readonly string[]
}

/** An entry as it is kept. `id` is an opaque string of hex digits. */
export interface Entry extends Required<Omit<NewEntry, 'connection' | 'key' | 'also'>> {
  id: string
}

export interface EntryQuery {
  /** Part of a name, number, SKU or id, in any case; empty = all. */
  search?: string
  outcome?: EntryOutcome
  subject?: EntrySubject
  /** Only what is older than this entry. */
  before?: { at: Date; id: string }
  limit: number
}

/** What a link is about, for whoever reads the journal. */
export interface Described {
  subject: EntrySubject
  subjectId: string
  title: string
  also?: readonly string[]
}
