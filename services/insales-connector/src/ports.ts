import type { ConnectionKey } from '@skladbridge/contracts'
import type { DutyStore, DutyWork } from '@skladbridge/duties'
import type { EncryptedSecret } from '@skladbridge/runtime'

export type ConnectionState = 'active' | 'denied' | 'removed'

/** Why a shop does not let us in, and below which path it said so. */
export interface Denial {
  code: string
  text: string
  advice?: string
  path: string
}

/** One shop as we know it. */
export interface ShopRecord {
  key: ConnectionKey
  host: string
  /** The shop's own domain, as its account says. */
  mainHost: string
  title: string
  state: ConnectionState
  /** Grows with each change of state or credentials: what was learned with older credentials changes nothing. */
  version: number
  /** `Credentials` as JSON; undefined once erased. */
  credentials: EncryptedSecret | undefined
  denial: Denial | undefined
  webhooksReady: boolean
  /** The product field that carries our mark, once known. */
  markFieldId: string | undefined
}

export interface Credentials {
  apiKey: string
  password: string
  phone: string
}

/**
 * What is still to be done for a connection. Kept with it, so that it survives whoever began it:
 * `announce` tells the others of the state, `webhooks` makes the shop's hooks and checks them daily, `probe` asks a
 * denied shop again, `cleanup` removes hooks and credentials of a removed one.
 */
export const duties = ['announce', 'webhooks', 'probe', 'cleanup'] as const
export type Duty = (typeof duties)[number]
export type ShopDuty = DutyWork<Duty, ShopRecord>

export interface ConnectionStore extends DutyStore<Duty, ShopRecord> {
  find(key: ConnectionKey): Promise<ShopRecord | undefined>
  /** By (accountId, shopId); an empty accountId lists all. */
  list(page: { accountId: string; after: ConnectionKey | undefined; limit: number }): Promise<ShopRecord[]>
  /** A shop of this account whose own domain it is. */
  findByMainHost(accountId: string, mainHost: string): Promise<ShopRecord | undefined>
  /** Active from now on, whatever it was; asks for `announce` and `webhooks`. */
  connect(shop: ConnectedShop): Promise<ShopRecord>
  /** Only while active and at that version; asks for `announce` and, at `probeAt`, for `probe`. False: it was not. */
  deny(key: ConnectionKey, version: number, denial: Denial, probeAt: Date): Promise<boolean>
  /** Only while denied and at that version; asks for `announce` and `webhooks`. */
  mend(key: ConnectionKey, version: number): Promise<boolean>
  /** Asks for `announce` and `cleanup`. Undefined: there is no such connection. A removed one stays as it is. */
  remove(key: ConnectionKey): Promise<ShopRecord | undefined>
  /** Forgets the credentials of a removed connection. False: it was connected again meanwhile. */
  erase(key: ConnectionKey, version: number): Promise<boolean>
  /** The same credentials under another key. */
  rekey(key: ConnectionKey, version: number, credentials: EncryptedSecret): Promise<void>
  rememberMarkField(key: ConnectionKey, fieldId: string): Promise<void>
  webhooksAreReady(key: ConnectionKey, version: number): Promise<void>
  askFor(key: ConnectionKey, duty: Duty): Promise<void>
}

export interface ConnectedShop {
  key: ConnectionKey
  host: string
  mainHost: string
  title: string
  credentials: EncryptedSecret
}
