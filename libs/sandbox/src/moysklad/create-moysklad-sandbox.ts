import type { FastifyRequest } from 'fastify'
import type { PlatformSandbox, SandboxKit } from '../core/types.js'
import { apiPath, realHost } from './engine/hrefs.js'
import { createHandle, type MoyskladAccount } from './handle.js'
import { createAccess } from './http/access.js'
import { createLimits } from './http/limits.js'
import { createServer } from './http/server.js'
import { createAccount, type Account } from './model/account.js'
import { assortmentRoutes } from './routes/assortment.js'
import { childRoutes } from './routes/children.js'
import { contextRoutes } from './routes/context.js'
import { downloadRoutes } from './routes/downloads.js'
import { entityRoutes } from './routes/entities.js'
import { metadataRoutes } from './routes/metadata.js'
import { stockRoutes } from './routes/stock.js'
import { templateRoutes } from './routes/templates.js'
import { setLogin } from './seed/bootstrap.js'
import { publishChanges } from './webhooks/publish.js'
import { watchStock } from './webhooks/stock.js'

export interface MoyskladOptions {
  /** Where clients reach it, e.g. `http://moysklad:4101`; without it hrefs repeat the `Host` they came by. */
  publicUrl?: string
  /** `off`: everything is answered at once, for benchmarks. */
  limits?: 'on' | 'off'
  /** Stock webhooks come this long after the first change, sandbox ms. MoySklad: 1–5 minutes. */
  stockWebhookDelayMs?: number
  /** Whether `changedSince` of other stock types than `stock` notices reserves: MoySklad does not say. */
  changedSinceSeesReserves?: boolean
}

export interface NewAccount {
  accountId?: string
  name: string
  /** The solution's token, as the vendor API would hand it over. */
  token?: string
  /** A user's credentials, for Basic. */
  login?: string
  password?: string
  appUid?: string
  /** The solution is a draft: its requests weigh 4. */
  moderation?: boolean
  /** Filled with a small shop; otherwise as on the first day. */
  seed?: boolean
}

export interface MoyskladSandbox extends PlatformSandbox {
  name: 'moysklad'
  addAccount(account: NewAccount): MoyskladAccount
  /** Throws when there is no such account. */
  account(accountId: string): MoyskladAccount
  accounts(): MoyskladAccount[]
  /** `http://host:port/api/remap/1.2` as used in hrefs that no request asked for. */
  baseUrl(): string
  setLimits(limits: 'on' | 'off'): void
}

/** MoySklad's JSON API 1.2 as documented, in memory, for any number of accounts. */
export function createMoyskladSandbox(kit: SandboxKit, options: MoyskladOptions = {}): MoyskladSandbox {
  const closing = new AbortController()
  const accounts = new Map<string, { account: Account; handle: MoyskladAccount }>()
  let limitsOn = options.limits !== 'off'
  const access = createAccess(kit)
  const limits = createLimits(kit.clock, () => limitsOn)
  const bases = createBases(options.publicUrl)
  const { app, route } = createServer({
    kit,
    access,
    limits,
    baseOf: bases.ofRequest,
    publish: (ctx, muted) => publishChanges(kit, ctx, muted),
  })
  contextRoutes(route, access)
  metadataRoutes(route)
  assortmentRoutes(route)
  stockRoutes(route, { changedSinceSeesReserves: options.changedSinceSeesReserves ?? false })
  templateRoutes(route)
  downloadRoutes(route, app, kit, (id) => accounts.get(id)?.account)
  entityRoutes(route)
  childRoutes(route)

  return {
    name: 'moysklad',
    app,
    baseUrl: () => bases.current(),
    setLimits: (wanted) => void (limitsOn = wanted === 'on'),
    accounts: () => [...accounts.values()].map(({ handle }) => handle),
    account(accountId) {
      const found = accounts.get(accountId)
      if (!found) throw new Error(`no MoySklad account ${accountId} in this sandbox`)
      return found.handle
    },
    addAccount(wanted) {
      const account = createAccount(kit, wanted.accountId ?? kit.uuid(), wanted.name)
      account.appUid = wanted.appUid ?? account.appUid
      account.moderation = wanted.moderation ?? false
      const handle = createHandle({
        account,
        access,
        base: bases.current,
        publish: (ctx) => publishChanges(kit, ctx, []),
        newToken: () => randomHex(kit, 40),
      })
      admit(account, handle, wanted)
      const delayMs = options.stockWebhookDelayMs ?? 60_000
      watchStock(kit, account, { delayMs, base: bases.current, signal: closing.signal })
      accounts.set(account.id, { account, handle })
      return handle
    },
    async close() {
      closing.abort()
      await app.close()
    },
  }

  function admit(account: Account, handle: MoyskladAccount, wanted: NewAccount): void {
    if (wanted.token) handle.issueToken(wanted.token)
    const employeeId = account.defaults.owner!.id
    if (wanted.login) {
      setLogin(account, employeeId, wanted.login)
      access.addUser(account, { login: wanted.login, password: wanted.password ?? '', employeeId })
    }
    if (wanted.seed) handle.seed()
  }
}

const randomHex = (kit: SandboxKit, length: number) =>
  Array.from({ length }, () => Math.floor(kit.random() * 16).toString(16)).join('')

/** The API's address: fixed, or the one the last request came by. */
function createBases(publicUrl: string | undefined) {
  let last = publicUrl ? `${publicUrl.replace(/\/$/, '')}${apiPath}` : `https://${realHost}${apiPath}`
  return {
    current: () => last,
    ofRequest(request: FastifyRequest): string {
      if (!publicUrl) last = `${request.protocol}://${request.host}${apiPath}`
      return last
    },
  }
}
