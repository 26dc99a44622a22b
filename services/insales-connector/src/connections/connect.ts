import { connectionId } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import { encryptSecret, type Keyring, type Logger } from '@skladbridge/runtime'
import { pickShopHost } from '../domain/pick-shop-host.js'
import { insalesErrors, side, type InsalesErrorCode } from '../errors.js'
import { getAccount, type Account } from '../insales/account/account.js'
import type { Allowance } from '../insales/shop.js'
import type { ConnectionStore, Credentials, ShopRecord } from '../ports.js'
import type { Shops } from './shops.js'

export interface ConnectDeps {
  store: ConnectionStore
  shops: Shops
  keyring: Keyring
  log: Logger
  /** There are hooks to make and a state to announce. */
  wake(): void
}

export type Connect = (
  request: { accountId: string; shopHost: string } & Credentials,
  allowance: Allowance,
) => Promise<ShopRecord>

/**
 * Checks the credentials live before anything is kept. Keeping them and asking for the hooks is one write: who dies
 * after it leaves the hooks to the next who looks for due work; who dies before it has changed nothing.
 */
export function createConnect({ store, shops, keyring, log, wake }: ConnectDeps): Connect {
  return async ({ accountId, shopHost, ...credentials }, allowance) => {
    const host = await platformHost(store, accountId, shopHost)
    const account = await look(shops, { accountId, host, ...credentials }, allowance)
    const key = { accountId, shopId: account.id }
    const secret = encryptSecret(keyring, JSON.stringify(credentials), connectionId(key))
    const mainHost = account.main_host.toLowerCase()
    const record = await store.connect({ key, host, mainHost, title: account.title, credentials: secret })
    log.info({ shopId: key.shopId }, 'shop connected')
    wake()
    return record
  }
}

async function platformHost(store: ConnectionStore, accountId: string, typed: string): Promise<string> {
  const picked = pickShopHost(typed)
  if (picked.kind === 'platform') return picked.host
  // a password goes to inSales' own hosts only: a domain of the merchant's is good where we know whose it is
  const known = picked.kind === 'own' ? await store.findByMainHost(accountId, picked.host) : undefined
  if (!known) throw insalesErrors.INSALES_HOST_REFUSED({ field: 'shop_host' })
  return known.host
}

async function look(
  shops: Shops,
  access: { accountId: string; host: string } & Credentials,
  allowance: Allowance,
): Promise<Account> {
  try {
    const account = await getAccount(shops.knock(access, allowance))
    if (account.blocked) throw insalesErrors.INSALES_SHOP_BLOCKED({ host: access.host, side })
    return account
  } catch (error) {
    throw error instanceof AppError && isNoShop(error)
      ? insalesErrors.INSALES_NOT_A_SHOP({ host: access.host }, { cause: error })
      : error
  }
}

const noShop = new Set<string>([
  'INSALES_NOT_FOUND',
  'INSALES_ANSWER_NOT_JSON',
  'INSALES_ANSWER_UNEXPECTED',
  'INSALES_REDIRECTED',
] satisfies InsalesErrorCode[])

/** Something else answers there, or the name does not exist, or it leads into a private network. */
const isNoShop = ({ code, details }: AppError): boolean =>
  noShop.has(code) ||
  code === 'HTTP_HOST_REFUSED' ||
  (code === 'HTTP_NO_CONNECTION' && details['reason'] === 'ENOTFOUND')
