import { dutiesSchema, indexDuties, type HasDuties } from '@skladbridge/duties'
import type { EncryptedSecret } from '@skladbridge/runtime'
import { Schema, type Model } from 'mongoose'
import type { FieldChange, Person } from '@skladbridge/settings'
import { duties, type ConnectionState, type Denial, type Duty, type Via } from '../ports.js'

export interface StoredChange {
  at: Date
  by: Person
  fields: FieldChange[]
}

export interface ConnectionDocument extends HasDuties<Duty> {
  /** `connectionId(key)` */
  _id: string
  accountId: string
  shopId: string
  host: string
  mainHost: string
  title: string
  state: ConnectionState
  version: number
  credentials?: EncryptedSecret
  denial?: Denial
  webhooksReady: boolean
  markFieldId?: string
  /** Absent in what was connected before there were two ways. */
  via?: Via
  /** Who did what, oldest first, the last fifty. */
  changes?: StoredChange[]
  connectedAt: Date
  changedAt: Date
}

export type Connections = Model<ConnectionDocument>

const plain = { _id: false } as const

export const connectionSchema = new Schema<ConnectionDocument>(
  {
    _id: String,
    accountId: { type: String, required: true },
    shopId: { type: String, required: true },
    host: String,
    mainHost: String,
    title: String,
    state: { type: String, required: true },
    version: { type: Number, required: true },
    credentials: new Schema<EncryptedSecret>({ keyId: String, iv: String, tag: String, data: String }, plain),
    denial: new Schema<Denial>({ code: String, text: String, advice: String, path: String }, plain),
    webhooksReady: { type: Boolean, default: false },
    markFieldId: String,
    via: String,
    changes: { type: [Object], default: undefined } as never,
    duties: dutiesSchema(duties),
    connectedAt: Date,
    changedAt: Date,
  },
  { collection: 'shop_connections', versionKey: false, minimize: false },
)

connectionSchema.index({ accountId: 1, shopId: 1 })
connectionSchema.index({ shopId: 1 })
indexDuties(connectionSchema, duties)
