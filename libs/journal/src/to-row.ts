import { createHash } from 'node:crypto'
import { connectionId } from '@skladbridge/contracts'
import type { Entry, EntryOutcome, EntrySubject, NewEntry } from './types.js'

/** An entry as stored. */
export interface Row {
  _id: string
  lane: string
  at: Date
  outcome: EntryOutcome
  subject: EntrySubject
  subjectId: string
  title: string
  code: string
  text: string
  advice: string
  /** What `search` looks at. */
  find: string
  /** The database erases it then. */
  expireAt: Date
}

/** Characters. An error's text can quote whatever a platform answered. */
const longest = { text: 1_000, advice: 500, title: 255, id: 128, find: 300 } as const

export function toRow(entry: NewEntry, now: Date, keepMs: number): Row {
  const lane = connectionId(entry.connection)
  const at = entry.at ?? now
  return {
    _id: rowId(lane, entry.key),
    lane,
    at,
    outcome: entry.outcome,
    subject: entry.subject,
    subjectId: cut(entry.subjectId, longest.id),
    title: cut(entry.title, longest.title),
    code: cut(entry.code, longest.id),
    text: cut(entry.text, longest.text),
    advice: cut(entry.advice ?? '', longest.advice),
    // the name last: it is the longest, and what is cut off is the least missed
    find: cut(toFind([...(entry.also ?? []), entry.subjectId, entry.title].join(' ')), longest.find),
    expireAt: new Date(at.getTime() + keepMs),
  }
}

export const toEntry = ({ _id, lane: _lane, find: _find, expireAt: _expireAt, ...entry }: Row): Entry => ({
  id: _id,
  ...entry,
})

/** The same for the same key of the same connection, whoever tells it and how often. */
const rowId = (lane: string, key: string): string =>
  createHash('sha256').update(`${lane}\n${key}`).digest('hex').slice(0, 32)

/** As people type it: no case, and ё is е. */
export const toFind = (text: string): string => text.toLowerCase().replaceAll('ё', 'е')

/** Whole characters only: half an emoji is no text. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const characters = Array.from(text.slice(0, most * 2 + 2))
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}
