// What the services keep, from outside: a copy, its return, and the erasure of one merchant. Works on any server that speaks
// MongoDB's protocol. For large databases mongodump and mongorestore do the first two; docs/operations/backup.md.
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import mongoose from 'mongoose'
import { Trouble } from '../local/scope.mjs'

const { EJSON } = mongoose.mongo.BSON
const END = '.ndjson.gz'
const BATCH = 500

/** Services with a database; it has their name where MONGO_URL names none. */
export const keepers = [
  'billing',
  'moysklad-connector',
  'insales-connector',
  'catalog-sync',
  'order-sync',
  'stock-aggregator',
]

/** @param {string} mongoUrl without a database @returns {{ name: string, url: string }[]} */
export const databasesAt = (mongoUrl) =>
  keepers.map((name) => {
    const url = new URL(mongoUrl)
    url.pathname = `/${name}`
    return { name, url: url.href }
  })

/**
 * Writes every document of the databases into `folder`, one file a collection; answers how many. The folder appears when it
 * is whole. Services may go on meanwhile: what is younger than its copy is found again by their sweeps.
 *
 * @param {{ databases: { name: string, url: string }[], folder: string }} options
 */
export async function backUp({ databases, folder }) {
  if (existsSync(folder)) throw new Trouble(`${folder} is there already.`)
  const aside = join(dirname(folder), `.${basename(folder)}.making`)
  rmSync(aside, { recursive: true, force: true }) // of an attempt that was killed
  let count = 0
  for (const { name, url } of databases) {
    mkdirSync(join(aside, name), { recursive: true })
    await withDatabase(url, async (db) => {
      for (const collection of await collectionsOf(db)) {
        const lines = async function* () {
          for await (const document of db.collection(collection).find({})) {
            count += 1
            yield `${EJSON.stringify(document, { relaxed: false })}\n`
          }
        }
        const file = createWriteStream(join(aside, name, `${collection}${END}`))
        await pipeline(Readable.from(lines()), createGzip(), file)
      }
    })
  }
  renameSync(aside, folder)
  return count
}

/**
 * Puts back what `backUp` wrote, in place of what is there; answers how many. The services must have stopped. It may be
 * repeated when it broke off.
 *
 * @param {{ databases: { name: string, url: string }[], folder: string }} options
 */
export async function restore({ databases, folder }) {
  let count = 0
  for (const { name, url } of databases) {
    const from = join(folder, name)
    if (!existsSync(from)) throw new Trouble(`${folder} is no whole backup: ${name} is missing.`)
    await withDatabase(url, async (db) => {
      for (const collection of await collectionsOf(db)) await db.collection(collection).deleteMany({})
      for (const file of readdirSync(from)) {
        const target = db.collection(file.slice(0, -END.length))
        for await (const batch of batches(join(from, file))) {
          await target.insertMany(batch, { ordered: false })
          count += batch.length
        }
      }
    })
  }
  return count
}

/**
 * Erases all that is kept of a MoySklad account: tokens, links, settings, journals, customers. Answers how many documents.
 * Of billing's record the id and the start of the trial stay, which a new install must not begin again. Refused while the
 * solution is installed: what is erased under a working service would be made anew.
 *
 * @param {{ databases: { name: string, url: string }[], accountId: string }} options
 */
export async function eraseAccount({ databases, accountId }) {
  if (!/^[0-9a-f-]{36}$/i.test(accountId)) throw new Trouble(`${accountId} is no id of an account.`)
  await refuseWhileInstalled(databases, accountId)
  const counted = budgetsOf(accountId, await shopsOf(databases, accountId))
  let count = 0
  for (const { name, url } of databases) {
    await withDatabase(url, async (db) => {
      if (name === 'catalog-sync') count += await eraseStaging(db, accountId)
      for (const collection of await collectionsOf(db)) {
        if (name === 'billing' && collection === 'accounts') {
          const nothing = { accountName: '', subscription: null, announced: null }
          await db.collection(collection).updateOne({ _id: accountId }, { $set: nothing })
          continue
        }
        const all = collection === 'request_budgets' ? counted : belongingTo(accountId)
        const { deletedCount } = await db.collection(collection).deleteMany(all)
        count += deletedCount
      }
    })
  }
  return count
}

/** Windows of requests are counted under `<upstream>:<account, connection or shop>`. */
function budgetsOf(accountId, shops) {
  const names = shops.map((name) => `[:/.]${name.replaceAll('.', '\\.')}$`)
  return { key: new RegExp([accountId, ...names].join('|'), 'i') }
}

async function shopsOf(databases, accountId) {
  const { url } = databases.find(({ name }) => name === 'insales-connector')
  const rows = await withDatabase(url, (db) =>
    db.collection('shop_connections').find({ accountId }).toArray(),
  )
  return rows.flatMap(({ shopId, host }) => [shopId, host]).filter(Boolean)
}

/** What a first load has read is keyed by the load alone: before its load goes. */
async function eraseStaging(db, accountId) {
  const loads = await db.collection('loads').find(belongingTo(accountId)).project({ _id: 1, id: 1 }).toArray()
  const ids = loads.flatMap(({ _id, id }) => [_id, id])
  return (await db.collection('load_staging').deleteMany({ loadId: { $in: ids } })).deletedCount
}

/** Every collection is keyed by account or connection, in one of these ways; a test looks for what they miss. */
function belongingTo(accountId) {
  const begins = new RegExp(`^${accountId}`, 'i')
  const keys = ['_id', 'lane', 'account', 'connection', 'key']
  return {
    $or: [
      { accountId },
      { 'connection.accountId': accountId },
      { '_id.accountId': accountId },
      ...keys.map((key) => ({ [key]: begins })),
    ],
  }
}

async function refuseWhileInstalled(databases, accountId) {
  const billing = databases.find(({ name }) => name === 'billing')
  const account = await withDatabase(billing.url, (db) =>
    db.collection('accounts').findOne({ _id: accountId }),
  )
  if (account && account.state !== 'uninstalled')
    throw new Trouble(
      `The solution is still installed in ${accountId} (${account.state}): the merchant removes it in MoySklad first.`,
    )
}

async function withDatabase(url, work) {
  const connection = await mongoose.createConnection(url, { serverSelectionTimeoutMS: 10_000 }).asPromise()
  try {
    return await work(connection.db)
  } finally {
    await connection.close()
  }
}

async function collectionsOf(db) {
  const all = await db.listCollections({}, { nameOnly: true }).toArray()
  return all.map(({ name }) => name).filter((name) => !name.startsWith('system.'))
}

async function* batches(file) {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Infinity })
  let batch = []
  for await (const line of lines) {
    batch.push(EJSON.parse(line, { relaxed: false }))
    if (batch.length === BATCH) yield batch.splice(0)
  }
  if (batch.length > 0) yield batch
}
