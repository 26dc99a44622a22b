import { Schema, type Model } from 'mongoose'
import type { EncryptedSecret } from '@skladbridge/runtime'
import type { ConnectionState, Denial, Duty } from '../ports.js'

export interface DutyDocument {
  dueAt: Date
  ticket: string
  /** How often it was claimed. */
  attempts: number
  leaseUntil?: Date
}

export interface ConnectionDocument {
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
  duties?: Partial<Record<Duty, DutyDocument>>
  connectedAt: Date
  changedAt: Date
}

export type Connections = Model<ConnectionDocument>

const plain = { _id: false } as const

const dutySchema = new Schema<DutyDocument>(
  { dueAt: Date, ticket: String, attempts: Number, leaseUntil: Date },
  plain,
)

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
    duties: new Schema(
      { announce: dutySchema, webhooks: dutySchema, probe: dutySchema, cleanup: dutySchema },
      plain,
    ),
    connectedAt: Date,
    changedAt: Date,
  },
  { collection: 'shop_connections', versionKey: false, minimize: false },
)

connectionSchema.index({ accountId: 1, shopId: 1 })
for (const duty of ['announce', 'webhooks', 'probe', 'cleanup'] satisfies Duty[]) {
  connectionSchema.index({ [`duties.${duty}.dueAt`]: 1 }, { sparse: true })
}
