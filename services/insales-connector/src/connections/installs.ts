import { randomBytes, randomInt } from 'node:crypto'
import { AppError } from '@skladbridge/errors'
import { decryptSecret, encryptSecret, type Keyring, type Logger } from '@skladbridge/runtime'
import type { Person } from '@skladbridge/settings'
import { isSame, isVouched, shopPassword, type LoginAnswer } from '../domain/install-secrets.js'
import { pickShopHost } from '../domain/pick-shop-host.js'
import { insalesErrors } from '../errors.js'
import type { Allowance } from '../insales/shop.js'
import type { ConnectionStore, InstallStore, ShopRecord } from '../ports.js'
import type { Connect } from './connect.js'

export interface InstallDeps {
  installs: InstallStore
  store: ConnectionStore
  connect: Connect
  keyring: Keyring
  /** The application in inSales' partner cabinet; absent: shops are connected by hand only. */
  app: { id: string; secret: string } | undefined
  log: Logger
  now(): Date
  /** Connections have a state to announce. */
  wake(): void
}

export interface Installs {
  install(shop: { host: string; token: string; shopId: string }): Promise<void>
  beginLogin(shop: { host: string; shopId: string; returnUrl: string }): Promise<string>
  finishLogin(loginId: string, answer: LoginAnswer): Promise<{ code: string; host: string; expiresAt: Date }>
  uninstall(shop: { token: string; shopId: string }): Promise<void>
  connectByCode(
    request: { accountId: string; code: string; phone: string; by?: Person | undefined },
    allowance: Allowance,
  ): Promise<ShopRecord>
}

const minute = 60_000
/** Without the letters and digits that are taken for each other. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

const newCode = (): string => {
  const letters = Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)])
  return [0, 4, 8].map((from) => letters.slice(from, from + 4).join('')).join('-')
}

/** As it is typed: small letters, with or without the dashes. */
const spelled = (code: string): string =>
  code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/^(.{4})(.{4})(.{4})$/, '$1-$2-$3')

const aad = (shopId: string): string => `install.${shopId}`

/**
 * Installation from the inSales side (api/insales.md §1.2). The shop knows no MoySklad account: it is shown a code, and who
 * types that into the page of their account connects the shop there. Nothing here asks the shop but the connecting itself.
 */
export function createInstalls(deps: InstallDeps): Installs {
  const appOf = () => {
    if (!deps.app) throw insalesErrors.INSALES_APP_NOT_SET_UP()
    return deps.app
  }
  return {
    async install({ host, token, shopId }) {
      const password = encryptSecret(deps.keyring, shopPassword(token, appOf().secret), aad(shopId))
      await deps.installs.keep(shopId, platformHost(host), password)
      deps.log.info({ shopId }, 'installed from inSales')
    },
    async beginLogin({ host, shopId, returnUrl }) {
      const app = appOf()
      const id = randomBytes(16).toString('hex')
      const mark = randomBytes(16).toString('hex')
      const expiresAt = new Date(deps.now().getTime() + 10 * minute)
      await deps.installs.beginLogin({ id, shopId, mark, expiresAt })
      const login = `${returnUrl.replace(/\/+$/, '')}/${id}`
      const query = new URLSearchParams({ token: mark, login })
      const shop = `https://${platformHost(host)}`
      return `${shop}/admin/applications/${encodeURIComponent(app.id)}/login?${query.toString()}`
    },
    finishLogin: (loginId, answer) => finishLogin(deps, loginId, answer),
    uninstall: (shop) => uninstall(deps, shop),
    connectByCode: (request, allowance) => connectByCode(deps, appOf().id, request, allowance),
  }
}

function platformHost(typed: string): string {
  const picked = pickShopHost(typed)
  if (picked.kind !== 'platform') throw insalesErrors.INSALES_HOST_REFUSED({ field: 'shop' })
  return picked.host
}

async function passwordsOf({ installs, keyring }: InstallDeps, shopId: string) {
  const install = await installs.find(shopId)
  if (!install) throw insalesErrors.INSALES_INSTALL_UNKNOWN({ shop: shopId })
  return {
    host: install.host,
    passwords: install.passwords.map((kept) => decryptSecret(keyring, kept, aad(shopId))),
  }
}

async function finishLogin(deps: InstallDeps, loginId: string, answer: LoginAnswer) {
  const login = await deps.installs.burnLogin(loginId)
  if (!login) throw insalesErrors.INSALES_LOGIN_REFUSED({ reason: 'the mark is unknown or used' })
  const { host, passwords } = await passwordsOf(deps, login.shopId)
  if (!passwords.some((password) => isVouched(login.mark, answer, password))) {
    throw insalesErrors.INSALES_LOGIN_REFUSED({ reason: 'token3 is not of this shop' })
  }
  const code = newCode()
  const expiresAt = new Date(deps.now().getTime() + 30 * minute)
  await deps.installs.keepCode(code, login.shopId, expiresAt)
  return { code, host, expiresAt }
}

/** The connections first: dies in between, and the shop's repeat still finds the password that lets it in. */
async function uninstall(
  deps: InstallDeps,
  { token, shopId }: { token: string; shopId: string },
): Promise<void> {
  const { passwords } = await passwordsOf(deps, shopId)
  if (!passwords.some((password) => isSame(password, token))) {
    throw insalesErrors.INSALES_LOGIN_REFUSED({ reason: 'the token is not the password' })
  }
  for (const { key, via } of await deps.store.listOfShop(shopId)) {
    if (via === 'app') await deps.store.remove(key, { userId: '', name: 'inSales' })
  }
  await deps.installs.remove(shopId)
  deps.log.info({ shopId }, 'uninstalled in inSales')
  deps.wake()
}

/** The code is burnt last: dies before that, and the same account may send it again. */
async function connectByCode(
  deps: InstallDeps,
  apiKey: string,
  { accountId, code, phone, by }: Parameters<Installs['connectByCode']>[0],
  allowance: Allowance,
): Promise<ShopRecord> {
  const typed = spelled(code)
  const shopId = await deps.installs.claimCode(typed, accountId)
  if (shopId === undefined) throw insalesErrors.INSALES_CODE_UNKNOWN()
  const { host, passwords } = await passwordsOf(deps, shopId)
  const asked = { accountId, shopHost: host, apiKey, phone, via: 'app' as const, by, expectedShopId: shopId }
  const record = await firstThatOpens(passwords, (password) =>
    deps.connect({ ...asked, password }, allowance),
  )
  await deps.installs.burnCode(typed)
  return record
}

/** Newest first. A password that the shop refuses was somebody's made-up installation; any other failure is the answer. */
async function firstThatOpens(
  passwords: string[],
  connect: (password: string) => Promise<ShopRecord>,
): Promise<ShopRecord> {
  let refused: unknown
  for (const password of passwords) {
    try {
      return await connect(password)
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'INSALES_CREDENTIALS_REFUSED')) throw error
      refused = error
    }
  }
  throw refused
}
