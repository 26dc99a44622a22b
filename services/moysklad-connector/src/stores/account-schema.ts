import type { EncryptedSecret } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
import type { AccountState, Denial, Duty } from '../ports.js'

export interface DutyDocument {
  dueAt: Date
  ticket: string
  /** How often it was claimed. */
  attempts: number
  leaseUntil?: Date
}

export interface AccountDocument {
  /** MoySklad's accountId. */
  _id: string
  accountName: string
  appId: string
  appUid: string
  state: AccountState
  version: number
  token?: EncryptedSecret
  denial?: Denial
  denials: number
  webhooksReady: boolean
  duties?: Partial<Record<Duty, DutyDocument>>
  savedAt: Date
  changedAt: Date
}

export type AccountModel = Model<AccountDocument>

const plain = { _id: false } as const

const dutySchema = new Schema<DutyDocument>(
  { dueAt: Date, ticket: String, attempts: Number, leaseUntil: Date },
  plain,
)

const accountSchema = new Schema<AccountDocument>(
  {
    _id: String,
    accountName: String,
    appId: String,
    appUid: String,
    state: { type: String, required: true },
    version: { type: Number, required: true },
    token: new Schema<EncryptedSecret>({ keyId: String, iv: String, tag: String, data: String }, plain),
    denial: new Schema<Denial>({ code: String, text: String }, plain),
    denials: { type: Number, default: 0 },
    webhooksReady: { type: Boolean, default: false },
    duties: new Schema({ announce: dutySchema, webhooks: dutySchema, probe: dutySchema }, plain),
    savedAt: Date,
    changedAt: Date,
  },
  { collection: 'moysklad_accounts', versionKey: false, minimize: false },
)

for (const duty of ['announce', 'webhooks', 'probe'] satisfies Duty[]) {
  accountSchema.index({ [`duties.${duty}.dueAt`]: 1 }, { sparse: true })
}

export const accountModel = (connection: Connection): AccountModel =>
  connection.model<AccountDocument>('MoyskladAccount', accountSchema)
