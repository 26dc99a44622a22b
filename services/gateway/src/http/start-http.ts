import type { Closable, Logger } from '@skladbridge/runtime'
import { httpRequestSeconds } from '../metrics.js'
import { registerApi } from './api/api.js'
import type { ApiPorts } from './api/api-app.js'
import { createApp, defaultLimits, type App, type Limits } from './app.js'
import { registerHooks, type HookPorts } from './hooks/hooks.js'
import { registerPage, type PagePorts } from './page/page.js'
import { registerShops, type ShopPorts } from './shops/shops.js'
import { registerVendor, type VendorPorts } from './vendor/vendor.js'

export interface HttpPorts {
  hooks: HookPorts
  vendor: VendorPorts
  shops: ShopPorts
  api: ApiPorts
  page: PagePorts
}

/** All routes on one app, not listening yet. */
export async function buildHttp(log: Logger, ports: HttpPorts, limits?: Partial<Limits>): Promise<App> {
  const app = createApp(log, limits)
  measureRequests(app)
  closeInTime(app, limits?.closeMs ?? defaultLimits.closeMs)
  registerHooks(app, ports.hooks)
  registerVendor(app, ports.vendor)
  registerShops(app, ports.shops)
  await registerApi(app, ports.api)
  await registerPage(app, ports.page)
  return app
}

/** prom-client sorts and joins labels at each look-up; here that is done once for each pair. */
function measureRequests(app: App): void {
  const known = new Map<string, { observe(seconds: number): void }>()
  app.addHook('onResponse', (request, reply, next) => {
    const route = request.routeOptions.url ?? 'unknown'
    const status = `${Math.floor(reply.statusCode / 100)}xx`
    const name = `${status} ${route}`
    const measured = known.get(name) ?? httpRequestSeconds.labels({ route, status })
    known.set(name, measured)
    measured.observe(reply.elapsedTime / 1000)
    next()
  })
}

/**
 * Once a server closes, Node no longer looks whether requests take too long: one connection on which nothing comes would
 * keep us until we are killed.
 */
function closeInTime(app: App, closeMs: number): void {
  app.addHook('preClose', (done) => {
    const cut = setTimeout(() => app.server.closeAllConnections(), closeMs)
    app.server.once('close', () => clearTimeout(cut))
    done()
  })
}

/** Listens until closed; closing lets running requests finish. */
export async function startHttp(
  options: { port: number; host: string; log: Logger } & HttpPorts,
): Promise<Closable & { name: string }> {
  const app = await buildHttp(options.log, options)
  await app.listen({ port: options.port, host: options.host })
  return { name: 'http', close: () => app.close() }
}
