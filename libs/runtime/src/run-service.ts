import { setTimeout as pause } from 'node:timers/promises'
import type { BaseConfig } from './config.js'
import { startHealth, type HealthServer } from './health.js'
import { createLogger, type Logger } from './logger.js'
import { createScope, type OwnedScope, type Scope } from './scope.js'

export type ServiceConfig = Pick<
  BaseConfig,
  'LOG_LEVEL' | 'BIND_HOST' | 'HTTP_PORT' | 'SHUTDOWN_TIMEOUT_MS' | 'DRAIN_MS'
>

/** The part of `process` that a service's life hangs on. */
export interface Host {
  on(event: string, listener: (...args: never[]) => void): unknown
  exit(code: number): void
}

/**
 * The life of a service: health up, `start` opens the rest, ready; on SIGTERM or SIGINT not ready, closed in reverse,
 * exit 0. Exits 1 after a failed start, an error nobody caught, a thing that did not close within SHUTDOWN_TIMEOUT_MS
 * (it is named), or a second signal. Resolves when the service is up; never rejects. Handles signals itself, so it is
 * fit to be process 1 of a container.
 */
export async function runService(
  name: string,
  config: ServiceConfig,
  start: (scope: Scope) => Promise<void>,
  host: Host = process as unknown as Host,
  log: Logger = createLogger(name, config.LOG_LEVEL),
): Promise<void> {
  const began = performance.now()
  const life: Life = { log, config, host, stopping: false }
  watchProcess(life)
  try {
    const health = await startHealth({ port: config.HTTP_PORT, host: config.BIND_HOST })
    life.health = health
    life.owned = createScope(log, health)
    await life.owned.scope.use(health, 'health')
    await start(life.owned.scope)
    if (life.stopping) return
    health.started()
    log.info({ httpPort: health.port, durationMs: Math.round(performance.now() - began) }, 'service is up')
  } catch (err) {
    // a stop in the middle of the start makes it fail; that is no failure
    if (life.stopping) return
    log.fatal({ err }, 'service could not start')
    await close(life, 1)
  }
}

interface Life {
  readonly log: Logger
  readonly config: ServiceConfig
  readonly host: Host
  stopping: boolean
  health?: HealthServer
  owned?: OwnedScope
}

function watchProcess(life: Life): void {
  const { host, log } = life
  for (const signal of ['SIGTERM', 'SIGINT'] as const) host.on(signal, () => void onSignal(life, signal))
  const crash = (reason: string) => (err: unknown) => {
    log.fatal({ err, reason }, 'an error that nobody caught')
    // state is unknown: nothing is closed in good order, the next attempt finds what was begun
    host.exit(1)
  }
  host.on('uncaughtException', crash('uncaughtException'))
  host.on('unhandledRejection', crash('unhandledRejection'))
}

async function onSignal(life: Life, signal: string): Promise<void> {
  if (life.stopping) {
    life.log.warn({ signal, open: life.owned?.open() ?? [] }, 'second signal: leaving at once')
    return life.host.exit(1)
  }
  life.log.info({ signal }, 'service is stopping')
  await close(life, 0, life.config.DRAIN_MS)
}

async function close(life: Life, code: number, drainMs = 0): Promise<void> {
  const { log, host, config } = life
  life.stopping = true
  life.health?.drain()
  const limit = setTimeout(() => {
    log.fatal({ notClosed: life.owned?.open() ?? [] }, 'service did not close in time')
    host.exit(1)
  }, config.SHUTDOWN_TIMEOUT_MS)
  if (drainMs > 0) await pause(drainMs)
  const { failed } = (await life.owned?.close()) ?? { failed: [] }
  clearTimeout(limit)
  log.info({ failed }, 'service has stopped')
  host.exit(failed.length > 0 ? 1 : code)
}
