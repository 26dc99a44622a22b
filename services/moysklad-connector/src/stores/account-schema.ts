import { dutiesSchema, indexDuties, type HasDuties } from '@skladbridge/duties'
import type { EncryptedSecret } from '@skladbridge/runtime'
import { Schema, type Connection, type Model } from 'mongoose'
import { duties, type AccountState, type Denial, type Duty, type SolutionStatus } from '../ports.js'

export interface AccountDocument extends HasDuties<Duty> {
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
  wantedStatus?: SolutionStatus
  savedAt: Date
  changedAt: Date
}

export type AccountModel = Model<AccountDocument>

const plain = { _id: false } as const

const accountSchema = new Schema<AccountDocument>(
  {
    _id: String,
    accountName: String,
    appId: String,
    appUid: String,
    state: { type: String, required: true },
    version: { type: Number, required: true },
    token: new Schema<EncryptedSecret>({ keyId: String, iv: String, tag: String, data: String }, plain),
    denial: new Schema<Denial>({ code: String, text: String, advice: String }, plain),
    denials: { type: Number, default: 0 },
    webhooksReady: { type: Boolean, default: false },
    wantedStatus: String,
    duties: dutiesSchema(duties),
    savedAt: Date,
    changedAt: Date,
  },
  { collection: 'moysklad_accounts', versionKey: false, minimize: false },
)

indexDuties(accountSchema, duties)

export const accountModel = (connection: Connection): AccountModel =>
  connection.model<AccountDocument>('MoyskladAccount', accountSchema)
