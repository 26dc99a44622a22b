import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { MoyskladSandbox, SandboxKit } from '../core/types.js'
import { createAccounts, type Accounts, type NewAccount } from './accounts.js'
import { apiPath, realHost } from './engine/hrefs.js'
import type { MoyskladAccount } from './handle.js'
import { createAccess } from './http/access.js'
import { createLimits } from './http/limits.js'
import { createServer, type Route } from './http/server.js'
import { createDirectory, createPerson } from './people.js'
import { assortmentRoutes } from './routes/assortment.js'
import { childRoutes } from './routes/children.js'
import { contextRoutes } from './routes/context.js'
import { downloadRoutes } from './routes/downloads.js'
import { entityRoutes } from './routes/entities.js'
import { metadataRoutes } from './routes/metadata.js'
import { stockRoutes } from './routes/stock.js'
import { templateRoutes } from './routes/templates.js'
import { publishChanges } from './webhooks/publish.js'

export interface MoyskladOptions {
  /** Where clients reach it, e.g. `http://moysklad:7101`; without it hrefs repeat the `Host` they came by. */
  publicUrl?: string
  /** `off`: everything is answered at once, for benchmarks. */
  limits?: 'real' | 'off'
  /** Stock webhooks come this long after the first change, sandbox ms. MoySklad: 1–5 minutes. Default 60 000. */
  stockWebhookDelayMs?: number
  /** Whether `changedSince` of other stock types than `stock` notices reserves: MoySklad does not say. */
  changedSinceSeesReserves?: boolean
  /** There from the start. */
  accounts?: NewAccount[]
}

/** The sandbox and its accounts, for tests that reach into it. */
export interface Moysklad extends MoyskladSandbox {
  addAccount(account: NewAccount): MoyskladAccount
  /** Throws when there is no such account. */
  account(accountId: string): MoyskladAccount
  accounts(): MoyskladAccount[]
  /** `http://host:port/api/remap/1.2` as used in hrefs that no request asked for. */
  baseUrl(): string
  setLimits(limits: 'real' | 'off'): void
}

/** MoySklad's JSON API 1.2 as documented, in memory, for any number of accounts. */
export function createMoyskladSandbox(kit: SandboxKit, options: MoyskladOptions = {}): Moysklad {
  const closing = new AbortController()
  let limits = options.limits ?? 'real'
  const access = createAccess(kit)
  const bases = createBases(options.publicUrl, () => app)
  const { app, route } = createServer({
    kit,
    access,
    limits: createLimits(kit.clock, () => limits === 'real'),
    baseOf: bases.ofRequest,
    publish: (ctx, muted) => publishChanges(kit, ctx, muted),
  })
  const accounts = createAccounts({
    kit,
    access,
    base: bases.current,
    publish: (ctx) => publishChanges(kit, ctx, []),
    stockWebhookDelayMs: options.stockWebhookDelayMs ?? 60_000,
    closing: closing.signal,
  })
  contextRoutes(route, access)
  stockRoutes(route, { changedSinceSeesReserves: options.changedSinceSeesReserves ?? false })
  downloadRoutes(route, app, kit, (id) => (accounts.has(id) ? accounts.get(id).state : undefined))
  objectRoutes(route)
  for (const account of options.accounts ?? []) accounts.add(account)

  return {
    name: 'moysklad',
    app,
    ...outside(accounts, access.revokeToken),
    baseUrl: bases.current,
    setLimits: (wanted) => void (limits = wanted),
    async close() {
      closing.abort()
      await app.close()
    },
  }
}

function objectRoutes(route: Route): void {
  metadataRoutes(route)
  assortmentRoutes(route)
  templateRoutes(route)
  entityRoutes(route)
  childRoutes(route)
}

const outside = (accounts: Accounts, revokeToken: (token: string) => void) => ({
  addAccount: accounts.add,
  account: accounts.get,
  accounts: accounts.all,
  credentials: accounts.credentials,
  directory: createDirectory(accounts, revokeToken),
  person: createPerson(accounts),
})

/** The API's address: fixed, else the one the last request came by, else where the server listens. */
function createBases(publicUrl: string | undefined, app: () => FastifyInstance) {
  let last = publicUrl && `${publicUrl.replace(/\/$/, '')}${apiPath}`
  const listening = () => {
    const address = app().server.address()
    return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}${apiPath}` : undefined
  }
  return {
    current: () => last ?? listening() ?? `https://${realHost}${apiPath}`,
    ofRequest(request: FastifyRequest): string {
      if (!publicUrl) last = `${request.protocol}://${request.host}${apiPath}`
      return last!
    },
  }
}
