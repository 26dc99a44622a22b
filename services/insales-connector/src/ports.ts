import type { ConnectionKey } from '@skladbridge/contracts'
import type { DutyStore, DutyWork } from '@skladbridge/duties'
import type { EncryptedSecret } from '@skladbridge/runtime'
import type { Change, HistoryPlace, Person } from '@skladbridge/settings'

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
  via: Via
  connectedAt: Date
  /** The product field that carries our mark, once known. */
  markFieldId: string | undefined
}

/** `key`: made by hand in the shop; `app`: installed from inSales, goes when the application is removed there. */
export type Via = 'key' | 'app'

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
  /** Connections of all accounts with this shop. */
  listOfShop(shopId: string): Promise<ShopRecord[]>
  /** Who did what with a connection, newest first; only older ones than `before`. */
  changes(key: ConnectionKey, page: { before?: HistoryPlace; limit: number }): Promise<Change[]>
  /** A shop of this account whose own domain it is. */
  findByMainHost(accountId: string, mainHost: string): Promise<ShopRecord | undefined>
  /** Active from now on, whatever it was; asks for `announce` and `webhooks`. */
  connect(shop: ConnectedShop): Promise<ShopRecord>
  /** Only while active and at that version; asks for `announce` and, at `probeAt`, for `probe`. False: it was not. */
  deny(key: ConnectionKey, version: number, denial: Denial, probeAt: Date): Promise<boolean>
  /** Only while denied and at that version; asks for `announce` and `webhooks`. */
  mend(key: ConnectionKey, version: number): Promise<boolean>
  /** Asks for `announce` and `cleanup`. Undefined: there is no such connection. A removed one stays as it is. */
  remove(key: ConnectionKey, by?: Person): Promise<ShopRecord | undefined>
  /** Forgets the credentials of a removed connection. False: it was connected again meanwhile. */
  erase(key: ConnectionKey, version: number): Promise<boolean>
  /** The same credentials under another key. */
  rekey(key: ConnectionKey, version: number, credentials: EncryptedSecret): Promise<void>
  rememberMarkField(key: ConnectionKey, fieldId: string): Promise<void>
  webhooksAreReady(key: ConnectionKey, version: number): Promise<void>
  askFor(key: ConnectionKey, duty: Duty): Promise<void>
  /** Forgets removed connections of an account that nobody changed since. */
  forget(accountId: string, removedBefore: Date): Promise<void>
}

export interface ConnectedShop {
  key: ConnectionKey
  host: string
  mainHost: string
  title: string
  credentials: EncryptedSecret
  via: Via
  by?: Person | undefined
}

/** Shops that installed the application from inSales; no account is known there. */
export interface InstallStore {
  /** The newest first; older ones stay, for anybody can call the address of installation. */
  keep(shopId: string, host: string, password: EncryptedSecret): Promise<void>
  find(shopId: string): Promise<{ host: string; passwords: EncryptedSecret[] } | undefined>
  /** With its logins and codes. */
  remove(shopId: string): Promise<void>
  beginLogin(login: { id: string; shopId: string; mark: string; expiresAt: Date }): Promise<void>
  /** Good once. */
  burnLogin(id: string): Promise<{ shopId: string; mark: string } | undefined>
  keepCode(code: string, shopId: string, expiresAt: Date): Promise<void>
  /** From now on this account's only. Undefined: unknown, over, or somebody else's. */
  claimCode(code: string, accountId: string): Promise<string | undefined>
  burnCode(code: string): Promise<void>
}
