import type { Closable, Logger } from '@skladbridge/runtime'
import { httpRequestSeconds } from '../metrics.js'
import { registerApi } from './api/api.js'
import type { ApiPorts } from './api/api-app.js'
import { createApp, type App, type Limits } from './app.js'
import { registerHooks, type HookPorts } from './hooks/hooks.js'
import { registerVendor, type VendorPorts } from './vendor/vendor.js'

export interface HttpPorts {
  hooks: HookPorts
  vendor: VendorPorts
  api: ApiPorts
}

/** All routes on one app, not listening yet. */
export async function buildHttp(log: Logger, ports: HttpPorts, limits?: Partial<Limits>): Promise<App> {
  const app = createApp(log, limits)
  app.addHook('onResponse', (request, reply, next) => {
    const route = request.routeOptions.url ?? 'unknown'
    const status = `${Math.floor(reply.statusCode / 100)}xx`
    httpRequestSeconds.observe({ route, status }, reply.elapsedTime / 1000)
    next()
  })
  registerHooks(app, ports.hooks)
  registerVendor(app, ports.vendor)
  await registerApi(app, ports.api)
  return app
}

/** Listens until closed; closing lets running requests finish. */
export async function startHttp(
  options: { port: number; host: string; log: Logger } & HttpPorts,
): Promise<Closable & { name: string }> {
  const app = await buildHttp(options.log, options)
  await app.listen({ port: options.port, host: options.host })
  return { name: 'http', close: () => app.close() }
}
