import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { fromMongo, translateMongoErrors, type Logger } from '@skladbridge/runtime'
import { Schema, type Connection, type Model, type QueryFilter } from 'mongoose'
import { entriesTotal, lostTotal } from './metrics.js'
import { toEntry, toFind, toRow, type Row } from './to-row.js'
import type { Entry, EntryQuery, NewEntry } from './types.js'

export interface Journal {
  /**
   * Keeps entries that are not there yet. Never rejects, and takes a second at most: what tells goes on with its work, and
   * what could not be written is logged and counted.
   */
  write(entries: readonly NewEntry[]): Promise<void>
  /** Newest first. Throws AppErrors of the database. */
  list(connection: ConnectionKey, query: EntryQuery): Promise<Entry[]>
}

export interface JournalOptions {
  log: Logger
  /** How long an entry is kept, from its moment on. Days. */
  keepDays: number
}

const text = { type: String, required: false, default: '' }
const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    lane: { type: String, required: true },
    at: { type: Date, required: true },
    outcome: { type: String, required: true },
    subject: { type: String, required: true },
    subjectId: text,
    title: text,
    code: text,
    text,
    advice: text,
    find: text,
    expireAt: { type: Date, required: true },
  },
  { versionKey: false },
)
  // all that a list asks for: what does not fit is passed over without reading the entry
  .index({ lane: 1, at: -1, _id: -1, outcome: 1, subject: 1, find: 1 }, { name: 'newest' })
  // not by age: the time to keep is a setting, and an index cannot be changed in place
  .index({ expireAt: 1 }, { expireAfterSeconds: 0, name: 'expired' })

const dayMs = 24 * 60 * 60 * 1000
const bulkSize = 500
const writeTries = 3
const waitAtMostMs = 1_000
/** A search that finds nothing reads all of a connection's index: no longer than this. */
const listAtMostMs = 5_000

/** The journal of one service: a collection of its own database. `model` is for `ensureIndexes`. */
export function createJournal(connection: Connection, { log, keepDays }: JournalOptions) {
  const model = connection.model<Row>('JournalEntry', schema, 'journal')
  const lost = (entries: readonly NewEntry[], thrown: unknown) => {
    lostTotal.inc(entries.length)
    log.warn({ err: fromMongo(thrown), entries: entries.length }, 'journal entries are lost')
  }
  const journal: Journal = {
    async write(entries) {
      if (entries.length === 0) return
      const stored = store(model, entries, keepDays * dayMs)
      await within(
        stored.catch((thrown: unknown) => lost(entries, thrown)),
        waitAtMostMs,
      )
    },
    list: async (key, query) => (await find(model, connectionId(key), query)).map(toEntry),
  }
  return { model, journal: translateMongoErrors(journal) }
}

async function store(model: Model<Row>, entries: readonly NewEntry[], keepMs: number): Promise<void> {
  const now = new Date()
  const writes = entries.map((entry) => {
    const { _id, ...row } = toRow(entry, now, keepMs)
    return { updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true } }
  })
  for (let from = 0; from < writes.length; from += bulkSize) {
    await throughRaces(() => model.bulkWrite(writes.slice(from, from + bulkSize), { ordered: false }))
  }
  for (const { outcome } of entries) entriesTotal.inc({ outcome })
}

const find = async (model: Model<Row>, lane: string, query: EntryQuery): Promise<Row[]> =>
  await model
    .find(filterOf(lane, query))
    .sort({ at: -1, _id: -1 })
    .limit(query.limit)
    .maxTimeMS(listAtMostMs)
    .lean<Row[]>()

function filterOf(lane: string, { search, outcome, subject, before }: EntryQuery): QueryFilter<Row> {
  return {
    lane,
    ...(outcome ? { outcome } : {}),
    ...(subject ? { subject } : {}),
    ...(search ? { find: { $regex: escaped(toFind(search)) } } : {}),
    ...(before
      ? { at: { $lte: before.at }, $or: [{ at: { $lt: before.at } }, { _id: { $lt: before.id } }] }
      : {}),
  }
}

const escaped = (search: string): string => search.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Two that tell the same at once: the second finds it there at its next try. */
async function throughRaces(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work()
      return
    } catch (error) {
      if (attempt >= writeTries || fromMongo(error).kind !== 'conflict') throw error
    }
  }
}

/** Waits for it, but not longer than that; it goes on by itself. */
async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([work, enough])
  clearTimeout(timer)
}
