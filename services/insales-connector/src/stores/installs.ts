import { createHash } from 'node:crypto'
import { translateMongoErrors, type EncryptedSecret } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
import type { InstallStore } from '../ports.js'

interface InstallRow {
  /** insales_id */
  _id: string
  host: string
  /** Newest first. */
  passwords: EncryptedSecret[]
  changedAt: Date
}

interface LoginRow {
  _id: string
  shopId: string
  mark: string
  expiresAt: Date
}

interface CodeRow {
  /** Of the code: whoever reads the database cannot connect a shop with it. */
  _id: string
  shopId: string
  /** Whose it is from the first use on. */
  accountId?: string
  expiresAt: Date
}

/** Anybody can call the address of installation with a made-up token: the true password outlives a few of those. */
const mostPasswords = 5

const expires = { expiresAt: { type: Date, required: true, index: { expireAfterSeconds: 0 } } } as const
const secret = { keyId: String, iv: String, tag: String, data: String, _id: false }

const installSchema = new Schema<InstallRow>(
  { _id: String, host: { type: String, required: true }, passwords: [secret], changedAt: Date },
  { versionKey: false, collection: 'shop_installs' },
)
const loginSchema = new Schema<LoginRow>(
  { _id: String, shopId: { type: String, required: true }, mark: String, ...expires },
  { versionKey: false, collection: 'shop_logins' },
)
const codeSchema = new Schema<CodeRow>(
  { _id: String, shopId: { type: String, required: true }, accountId: String, ...expires },
  { versionKey: false, collection: 'shop_codes' },
)

const digest = (code: string): string => createHash('sha256').update(code, 'utf8').digest('hex')

/** Shops that installed the application from inSales, whichever account they will belong to. */
export function createInstallStore(connection: Connection, now: () => Date = () => new Date()) {
  const installs = connection.model<InstallRow>('ShopInstall', installSchema)
  const logins = connection.model<LoginRow>('ShopLogin', loginSchema)
  const codes = connection.model<CodeRow>('ShopCode', codeSchema)
  const store: InstallStore = {
    ...keepingShops(installs, now),
    ...keepingLogins(logins, now),
    ...keepingCodes(codes, now),
    async remove(shopId) {
      await installs.deleteOne({ _id: shopId })
      await codes.deleteMany({ shopId })
      await logins.deleteMany({ shopId })
    },
  }
  return { models: [installs, logins, codes], installs: translateMongoErrors(store) }
}

const keepingShops = (installs: Model<InstallRow>, now: () => Date): Pick<InstallStore, 'keep' | 'find'> => ({
  async keep(shopId, host, password) {
    const push = { passwords: { $each: [password], $position: 0, $slice: mostPasswords } }
    await installs.updateOne(
      { _id: shopId },
      { $set: { host, changedAt: now() }, $push: push },
      { upsert: true },
    )
  },
  async find(shopId) {
    const row = await installs.findById(shopId).lean<InstallRow>()
    return row ? { host: row.host, passwords: row.passwords } : undefined
  },
})

const keepingLogins = (
  logins: Model<LoginRow>,
  now: () => Date,
): Pick<InstallStore, 'beginLogin' | 'burnLogin'> => ({
  async beginLogin({ id, ...login }) {
    await logins.create({ _id: id, ...login })
  },
  async burnLogin(id) {
    const row = await logins.findOneAndDelete({ _id: id, expiresAt: { $gt: now() } }).lean<LoginRow>()
    return row ? { shopId: row.shopId, mark: row.mark } : undefined
  },
})

const keepingCodes = (
  codes: Model<CodeRow>,
  now: () => Date,
): Pick<InstallStore, 'keepCode' | 'claimCode' | 'burnCode'> => ({
  async keepCode(code, shopId, expiresAt) {
    await codes.create({ _id: digest(code), shopId, expiresAt })
  },
  async claimCode(code, accountId) {
    const mine = { _id: digest(code), expiresAt: { $gt: now() }, accountId: { $in: [null, accountId] } }
    const row = await codes
      .findOneAndUpdate(mine, { $set: { accountId } }, { returnDocument: 'after' })
      .lean<CodeRow>()
    return row?.shopId
  },
  async burnCode(code) {
    await codes.deleteOne({ _id: digest(code) })
  },
})
