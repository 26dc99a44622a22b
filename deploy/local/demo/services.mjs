// The seven services as processes of their own, against the sandboxes: for the demonstration and the end-to-end tests.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { nodeEnv } from '../../node-options.mjs'
import { freePort, startProcess } from '../processes.mjs'
import { root } from '../setup.mjs'
import { forgetRun } from './forget.mjs'

export const serviceNames = [
  'billing',
  'moysklad-connector',
  'insales-connector',
  'catalog-sync',
  'order-sync',
  'stock-aggregator',
  'gateway',
]

const secret = () => randomBytes(32).toString('base64')

/**
 * Starts all seven under names of their own in RabbitMQ and MongoDB, resolves when each is ready, and stops those that
 * stand when one does not get so far.
 *
 * run       begins the names of queues and databases
 * env       added to every service's environment
 * logDir    one file a service; `.local/logs` unless said otherwise
 *
 * {
 *   publicUrl               the gateway's public side
 *   processes               by name, see processes.mjs
 *   grpcAddresses           by name
 *   healthUrls              by name: /readyz, /livez, /metrics
 *   databaseUrl(name), namespace
 *   stop()                  all at once
 *   forget()                after `stop`: deletes their queues and databases
 * }
 *
 * @param {{ servers: { amqpUrl: string, mongoUrl: string }, sandbox: import('@skladbridge/sandbox').Sandbox, run: string,
 *   env?: Record<string, string>, logDir?: string }} options
 */
export async function startServices({ servers, sandbox, run, env = {}, logDir = defaultLogs }) {
  const ports = await choosePorts()
  const namespace = `${run}.`
  const shared = { ...sharedEnv({ servers, sandbox, ports, namespace }), ...env }
  const databaseUrl = (name) => withDatabase(servers.mongoUrl, `${run}-${name}`)
  /** @type {Record<string, Awaited<ReturnType<typeof startProcess>>>} */
  const processes = {}
  const start = async (name) => {
    const { http, grpc } = ports[name]
    processes[name] = await startProcess({
      name,
      command: process.execPath,
      args: [join('services', name, 'dist', 'main.js')],
      env: { ...shared, HTTP_PORT: String(http), GRPC_PORT: String(grpc), MONGO_URL: databaseUrl(name) },
      ready: `${healthUrl(ports, name)}/readyz`,
      logFile: join(logDir, `${name}.log`),
      // longer than the service's own 15 s: what does not close in time says what it was
      stopMs: 20_000,
    })
  }
  const stop = () => Promise.all(Object.values(processes).map((service) => service.stop()))
  const started = await Promise.allSettled(serviceNames.map(start))
  const failed = started.find(({ status }) => status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const healthUrls = Object.fromEntries(serviceNames.map((name) => [name, healthUrl(ports, name)]))
  const queues = await listQueues(healthUrls, namespace)
  return {
    publicUrl: publicUrl(ports),
    namespace,
    processes,
    healthUrls,
    grpcAddresses: Object.fromEntries(serviceNames.map((name) => [name, `127.0.0.1:${ports[name].grpc}`])),
    queues,
    databaseUrl,
    stop,
    forget: () =>
      forgetRun({ amqpUrl: servers.amqpUrl, namespace, queues, databases: serviceNames.map(databaseUrl) }),
  }
}

const defaultLogs = join(root, '.local', 'logs')
const publicUrl = (ports) => `http://127.0.0.1:${ports.public}`
const healthUrl = (ports, name) => `http://127.0.0.1:${ports[name].http}`

/** Where each service and the gateway's public side listen. */
async function choosePorts() {
  const ports = { public: await freePort() }
  for (const name of serviceNames) ports[name] = { http: await freePort(), grpc: await freePort() }
  return ports
}

/** `<namespace><service>.<handler>`, as libs/messaging calls them: each service tells its handlers in its metrics. */
async function listQueues(healthUrls, namespace) {
  const lists = await Promise.all(
    Object.entries(healthUrls).map(async ([name, url]) => {
      const text = await (await fetch(`${url}/metrics`)).text()
      const handlers = [...text.matchAll(/^skladbridge_messages_handling\{.*?handler="([^"]+)"/gm)]
      return handlers.map(([, handler]) => `${namespace}${name}.${handler}`)
    }),
  )
  return lists.flat()
}

function sharedEnv({ servers, sandbox, ports, namespace }) {
  const { appId, appUid, secretKey } = sandbox.vendor.solution
  const addresses = serviceNames.map((name) => [
    `${name.replaceAll('-', '_').toUpperCase()}_ADDR`,
    `127.0.0.1:${ports[name].grpc}`,
  ])
  return {
    NODE_ENV: 'development',
    ...nodeEnv(),
    BIND_HOST: '127.0.0.1',
    PUBLIC_PORT: String(ports.public),
    PUBLIC_URL: publicUrl(ports),
    AMQP_URL: servers.amqpUrl,
    MESSAGING_NAMESPACE: namespace,
    SECRET_KEYS: `k1:${secret()}`,
    WEBHOOK_KEYS: secret(),
    SESSION_KEY: secret(),
    APP_ID: appId,
    APP_UID: appUid,
    APP_SECRET_KEY: secretKey,
    MOYSKLAD_API_URL: sandbox.urls.moysklad,
    MOYSKLAD_VENDOR_URL: sandbox.urls.vendor,
    INSALES_BASE_URL_OVERRIDE: sandbox.urls.insales,
    // Minutes in production; nobody wants to watch for that long.
    SWEEP_INTERVAL_MS: '10000',
    FULL_RUN_INTERVAL_MS: '10000',
    DUTIES_INTERVAL_MS: '500',
    ...Object.fromEntries(addresses),
  }
}

function withDatabase(mongoUrl, database) {
  const url = new URL(mongoUrl)
  url.pathname = `/${database}`
  return url.href
}
