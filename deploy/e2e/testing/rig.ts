import { join } from 'node:path'
import { createSandbox, type Sandbox, type SandboxOptions } from '@skladbridge/sandbox'
import { uniqueName, waitFor } from '@skladbridge/testing'
import { createMerchant } from '../../local/demo/merchant.mjs'
import { serviceNames, startServices } from '../../local/demo/services.mjs'
import { keepers } from '../../operations/data.mjs'
import { serverUrls, type ServerUrls } from './servers.js'

export type ServiceName =
  | 'billing'
  | 'moysklad-connector'
  | 'insales-connector'
  | 'catalog-sync'
  | 'order-sync'
  | 'stock-aggregator'
  | 'gateway'

export const everyService = serviceNames as ServiceName[]

export type { Row } from '../../local/demo/merchant.mjs'

export type Merchant = ReturnType<typeof createMerchant>

type ShopOptions = Parameters<Sandbox['insales']['addShop']>[0]

/** Both platforms in this process, the seven services as processes of their own, all of it for one test file. */
export interface Rig {
  sandbox: Sandbox
  publicUrl: string
  amqpUrl: string
  /** A service's database: for what no service offers, such as days that pass. */
  databaseUrl(service: ServiceName): string
  grpcAddresses: Record<ServiceName, string>
  /** The main queues of all handlers. */
  queues: string[]
  /** Of the services that keep something, by the service's name. */
  databases: { name: string; url: string }[]
  /** A new account with a shop of its own: installed, connected, everything switched on. */
  merchant(shop?: ShopOptions): Promise<Merchant>
  /** A new account and shop, nothing done yet. */
  stranger(shop?: ShopOptions): Merchant
  /** At once, with SIGKILL. Resolves when it is gone. */
  kill(...names: ServiceName[]): Promise<void>
  /** SIGTERM, waits for the end, and tells how it ended: `code 0` if all is well. */
  stop(...names: ServiceName[]): Promise<string[]>
  /** Starts what was killed or stopped; resolves when it is ready. */
  start(...names: ServiceName[]): Promise<void>
  pid(name: ServiceName): number
  /** /readyz: 200 ready, 503 not, 0 no answer at all. */
  readiness(name: ServiceName): Promise<{ status: number; failing: string[] }>
  allReady(): Promise<void>
  /** A metric's value, all label sets of the wanted labels added up. */
  metric(service: ServiceName, name: string, labels?: Record<string, string>): Promise<number>
  close(): Promise<void>
}

export interface RigOptions {
  /** Names the folder of the logs: `.local/logs/e2e/<name>`. */
  name: string
  env?: Record<string, string>
  sandbox?: SandboxOptions
  /** Default: those of the whole run. */
  servers?: ServerUrls
}

/** Sweeps are far away unless a test is about them: what arrives has come by webhook and queue. */
const far = { SWEEP_INTERVAL_MS: '3600000', FULL_RUN_INTERVAL_MS: '600000' }

/** How long a slow machine may take for what is done in a second elsewhere. */
export const PATIENCE_MS = 40_000

/** Where something fails on purpose: what fails twice in a row is tried again after a minute. */
export const LONG_PATIENCE_MS = 120_000

export async function startRig({
  name,
  env = {},
  sandbox: options = {},
  servers = serverUrls(),
}: RigOptions): Promise<Rig> {
  const sandbox = await createSandbox({
    ...options,
    // MoySklad waits for one to five minutes with these
    moysklad: { stockWebhookDelayMs: 300, ...options.moysklad },
    insales: { shops: [], ...options.insales },
  })
  const logDir = join(process.cwd(), '.local', 'logs', 'e2e', name)
  const run = uniqueName('e2e')
  const services = await startServices({ servers, sandbox, run, env: { ...far, ...env }, logDir }).catch(
    async (error: unknown) => {
      await sandbox.close()
      throw error
    },
  )
  sandbox.vendor.setGateway(services.publicUrl)
  return {
    sandbox,
    publicUrl: services.publicUrl,
    amqpUrl: servers.amqpUrl,
    databaseUrl: services.databaseUrl,
    queues: services.queues as string[],
    grpcAddresses: services.grpcAddresses as Record<ServiceName, string>,
    databases: keepers.map((name) => ({ name, url: services.databaseUrl(name) })),
    ...merchants(sandbox, services.publicUrl),
    ...lives(services),
    async close() {
      await services.stop()
      await sandbox.close()
      await services.forget()
    },
  }
}

function merchants(sandbox: Sandbox, publicUrl: string): Pick<Rig, 'merchant' | 'stranger'> {
  let count = 0
  const stranger = (options?: ShopOptions) => {
    count += 1
    const accountId = `3f1c0a52-6d0f-11ee-ac12-${String(count).padStart(12, '0')}`
    const shop = sandbox.insales.addShop(options)
    return createMerchant({ sandbox, publicUrl, accountId, accountName: `account-${count}`, shop })
  }
  return {
    stranger,
    async merchant(options) {
      const merchant = stranger(options)
      await merchant.install()
      await merchant.openPage()
      await merchant.connect()
      await merchant.switchOn()
      return merchant
    },
  }
}

type Services = Awaited<ReturnType<typeof startServices>>

function lives({ processes, healthUrls }: Services) {
  const each = (names: ServiceName[], act: (name: ServiceName) => Promise<unknown>) =>
    Promise.all(names.map(act))
  const urlOf = (name: ServiceName) => String(healthUrls[name])
  const readiness = async (name: ServiceName) => {
    const answer = await fetch(`${urlOf(name)}/readyz`).catch(() => undefined)
    const { failing = [] } = ((await answer?.json()) ?? {}) as { failing?: { name: string }[] }
    return { status: answer?.status ?? 0, failing: failing.map((check) => check.name) }
  }
  const lives: Pick<Rig, 'kill' | 'stop' | 'start' | 'pid' | 'readiness' | 'allReady' | 'metric'> = {
    kill: async (...names) => void (await each(names, (name) => processes[name]!.kill())),
    stop: async (...names) => {
      await each(names, (name) => processes[name]!.stop())
      return Promise.all(names.map(async (name) => String(await processes[name]!.exited)))
    },
    start: async (...names) => void (await each(names, (name) => processes[name]!.restart())),
    pid: (name) => Number(processes[name]!.pid),
    readiness,
    allReady: async () =>
      void (await each(everyService, (name) =>
        waitFor(async () => (await readiness(name)).status === 200, {
          what: `${name} to be ready`,
          timeoutMs: PATIENCE_MS,
        }),
      )),
    metric: async (name, metric, labels = {}) =>
      sumOf(await (await fetch(`${urlOf(name)}/metrics`)).text(), metric, labels),
  }
  return lives
}

function sumOf(text: string, metric: string, labels: Record<string, string>): number {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
    .filter((line) => wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
