// The seven services as processes of their own, against the sandboxes.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { nodeOptions } from '../../node-options.mjs'
import { freePort, startProcess } from '../processes.mjs'
import { root } from '../setup.mjs'

const names = [
  'billing',
  'moysklad-connector',
  'insales-connector',
  'catalog-sync',
  'order-sync',
  'stock-aggregator',
  'gateway',
]

const secret = () => randomBytes(32).toString('base64')

/** Where each service and the gateway's public side listen. */
export async function choosePorts() {
  const ports = { public: await freePort() }
  for (const name of names) ports[name] = { http: await freePort(), grpc: await freePort() }
  return ports
}

/** Minutes in production; nobody wants to watch for that long. */
const hurried = {
  SWEEP_INTERVAL_MS: '10000',
  FULL_RUN_INTERVAL_MS: '10000',
  DUTIES_INTERVAL_MS: '500',
}

/**
 * Starts all seven and resolves with their processes when each is ready; they are stopped with `scope`.
 *
 * `pace`: intervals as in the services' configuration; the demonstration's unless said otherwise, `{}` for those of
 * production.
 */
export async function startServices({ scope, say, servers, sandbox, ports, pace = hurried }) {
  const run = `demo-${Date.now().toString(36)}`
  const shared = { ...sharedEnv({ servers, sandbox, ports, run }), ...pace }
  const start = async (name) => {
    const { http, grpc } = ports[name]
    const service = await startProcess({
      name,
      command: process.execPath,
      args: [join('services', name, 'dist', 'main.js')],
      env: {
        ...shared,
        HTTP_PORT: String(http),
        GRPC_PORT: String(grpc),
        MONGO_URL: withDatabase(servers.mongoUrl, `${run}-${name}`),
      },
      ready: `http://127.0.0.1:${http}/readyz`,
    })
    scope.defer(() => service.stop())
    return service
  }
  let services
  await say.step('seven services are ready', async () => {
    services = await Promise.all(names.map(start))
  })
  return services
}

function sharedEnv({ servers, sandbox, ports, run }) {
  const { appId, appUid, secretKey } = sandbox.vendor.solution
  const addresses = names.map((name) => [
    `${name.replaceAll('-', '_').toUpperCase()}_ADDR`,
    `127.0.0.1:${ports[name].grpc}`,
  ])
  return {
    NODE_ENV: 'development',
    NODE_OPTIONS: nodeOptions(),
    BIND_HOST: '127.0.0.1',
    PUBLIC_PORT: String(ports.public),
    PUBLIC_URL: `http://127.0.0.1:${ports.public}`,
    AMQP_URL: servers.amqpUrl,
    MESSAGING_NAMESPACE: run,
    SECRET_KEYS: `k1:${secret()}`,
    WEBHOOK_KEYS: secret(),
    SESSION_KEY: secret(),
    APP_ID: appId,
    APP_UID: appUid,
    APP_SECRET_KEY: secretKey,
    MOYSKLAD_API_URL: sandbox.urls.moysklad,
    MOYSKLAD_VENDOR_URL: sandbox.urls.vendor,
    INSALES_BASE_URL_OVERRIDE: sandbox.urls.insales,
    ...Object.fromEntries(addresses),
  }
}

function withDatabase(mongoUrl, database) {
  const url = new URL(mongoUrl)
  url.pathname = `/${database}`
  return url.href
}
