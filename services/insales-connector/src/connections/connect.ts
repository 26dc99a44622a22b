import { connectionId } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import { encryptSecret, type Keyring, type Logger } from '@skladbridge/runtime'
import { pickShopHost } from '../domain/pick-shop-host.js'
import { insalesErrors, side, type InsalesErrorCode } from '../errors.js'
import { getAccount, type Account } from '../insales/account/account.js'
import type { Allowance } from '../insales/shop.js'
import type { Person } from '@skladbridge/settings'
import { z } from 'zod'
import type { ConnectionStore, Credentials, ShopRecord, Via } from '../ports.js'
import type { Shops } from './shops.js'

export interface ConnectDeps {
  store: ConnectionStore
  shops: Shops
  keyring: Keyring
  log: Logger
  /** There are hooks to make and a state to announce. */
  wake(): void
}

export interface ConnectAsked extends Credentials {
  accountId: string
  shopHost: string
  /** How the credentials came to us. Default: by hand. */
  via?: Via
  by?: Person | undefined
  /** Refused when the credentials open another shop. */
  expectedShopId?: string | undefined
}

export type Connect = (request: ConnectAsked, allowance: Allowance) => Promise<ShopRecord>

/**
 * Checks the credentials live before anything is kept. Keeping them and asking for the hooks is one write: who dies
 * after it leaves the hooks to the next who looks for due work; who dies before it has changed nothing.
 */
export function createConnect({ store, shops, keyring, log, wake }: ConnectDeps): Connect {
  return async ({ accountId, shopHost, via = 'key', by, expectedShopId, ...credentials }, allowance) => {
    const host = await platformHost(store, accountId, shopHost)
    const account = await look(shops, { accountId, host, ...credentials }, allowance)
    if (expectedShopId !== undefined && expectedShopId !== account.id) {
      throw insalesErrors.INSALES_OTHER_SHOP({ title: account.title || host })
    }
    const key = { accountId, shopId: account.id }
    const secret = encryptSecret(keyring, JSON.stringify(credentials), connectionId(key))
    const mainHost = account.main_host.toLowerCase()
    const { title } = account
    const record = await store.connect({ key, host, mainHost, title, credentials: secret, via, by })
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
    const shop = shops.knock(access, allowance)
    const account = await getAccount(shop)
    if (account.blocked) throw insalesErrors.INSALES_SHOP_BLOCKED({ host: access.host, side })
    for (const call of rightsNeeded) await shop.read(call, z.unknown())
    return account
  } catch (error) {
    throw error instanceof AppError && isNoShop(error)
      ? insalesErrors.INSALES_NOT_A_SHOP({ host: access.host }, { cause: error })
      : error
  }
}

/** Without these there is nothing to keep in step; each refusal names its own (the cheapest request of each kind). */
const rightsNeeded = [
  { operation: 'products.count', about: 'товары магазина', path: '/products/count.json' },
  { operation: 'orders.count', about: 'заказы магазина', path: '/orders/count.json' },
]

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
