import type { Connection } from 'mongoose'
import { fromMongo } from './mongo-errors.js'

/** What may follow an account's id in the ids and lanes that begin with it: never a letter, digit or dash. */
const separators = ['.', '/', ' ', ':', '|']

const next = (separator: string): string => String.fromCharCode(separator.charCodeAt(0) + 1)

/** `field` is the account's id, or begins with it: ranges, so that an index is used. */
const begins = (field: string, accountId: string) => [
  { [field]: accountId },
  ...separators.map((separator) => ({
    [field]: { $gte: `${accountId}${separator}`, $lt: `${accountId}${next(separator)}` },
  })),
]

/**
 * Erases all that the service's own database keeps of a MoySklad account: every document, in whatever collection, whose `_id`,
 * `lane`, `place` or `accountId` is the account's or begins with its id. So a new collection keyed as all are is erased as
 * well. Again it changes nothing. `but`: collections that are left alone. Throws `unavailable` when the database is away.
 */
export async function eraseAccount(
  connection: Connection,
  accountId: string,
  but: readonly string[] = [],
): Promise<void> {
  // an empty id would be the beginning of everything
  if (accountId === '') return
  const mine = { $or: ['_id', 'lane', 'place', 'accountId'].flatMap((field) => begins(field, accountId)) }
  try {
    const db = connection.db!
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
      if (but.includes(name) || name.startsWith('system.')) continue
      await db.collection(name).deleteMany(mine as never)
    }
  } catch (error) {
    throw fromMongo(error)
  }
}
