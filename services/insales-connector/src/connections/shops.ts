import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import { decryptSecret, type Keyring, type Logger } from '@skladbridge/runtime'
import { insalesErrors, rememberedDenial, side } from '../errors.js'
import { createShop, type Allowance, type Shop, type ShopDeps } from '../insales/shop.js'
import type { ConnectionStore, Credentials, ShopRecord } from '../ports.js'

export interface OpenShop {
  shop: Shop
  record: ShopRecord
}

/** The only way to a shop: knows the password, and notes when it does not open any more. */
export interface Shops {
  /** Throws `denied`: not connected, removed, or denied earlier (then the shop is not even asked). */
  open(key: ConnectionKey, allowance: Allowance): Promise<OpenShop>
  /** Whatever the state; nothing is noted. For looking whether a door opens again, and for cleaning up. */
  enter(record: ShopRecord, allowance: Allowance): Shop
  /** With credentials that are not stored yet. */
  knock(access: { accountId: string; host: string } & Credentials, allowance: Allowance): Shop
}

export interface ShopsDeps extends Pick<ShopDeps, 'upstream' | 'baseUrl' | 'onRefused'> {
  store: ConnectionStore
  keyring: Keyring
  probeEveryMs: number
  log: Logger
  /** Something is to be announced. */
  wake(): void
}

export function createShops(deps: ShopsDeps): Shops {
  const { store, keyring, log } = deps
  const accessOf = (record: ShopRecord) => {
    const account = connectionId(record.key)
    if (!record.credentials) throw notConnected(record.key)
    const { apiKey, password } = JSON.parse(
      decryptSecret(keyring, record.credentials, account),
    ) as Credentials
    return { account, host: record.host, apiKey, password }
  }
  const noteDenial = async (
    record: ShopRecord,
    { code, text, advice }: AppError,
    path: string,
  ): Promise<void> => {
    const probeAt = new Date(Date.now() + deps.probeEveryMs)
    try {
      const noted = await store.deny(record.key, record.version, { code, text, advice, path }, probeAt)
      if (!noted) return
      log.info({ reason: code }, 'shop denies access, connection pauses')
      deps.wake()
    } catch (err) {
      // the caller gets the denial all the same, and the next request notes it
      log.warn({ err, reason: code }, 'shop denies access, could not be noted')
    }
  }
  return {
    async open(key, allowance) {
      const record = await store.find(key)
      if (!record || record.state === 'removed') throw notConnected(key)
      if (record.state === 'denied' && record.denial) throw rememberedDenial(record.denial)
      const onDenied = (error: AppError, path: string) => noteDenial(record, error, path)
      return { record, shop: createShop(accessOf(record), allowance, { ...deps, onDenied }) }
    },
    enter: (record, allowance) => createShop(accessOf(record), allowance, deps),
    knock: ({ accountId, host, apiKey, password }, allowance) =>
      // the id of the shop is not known yet: budget and breaker are those of this account's knocking
      createShop({ account: `${accountId}.${host}`, host, apiKey, password }, allowance, deps),
  }
}

const notConnected = (key: ConnectionKey): AppError =>
  insalesErrors.INSALES_NOT_CONNECTED({ shop: key.shopId, side })
