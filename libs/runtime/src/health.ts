import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { collectDefaultMetrics, register } from 'prom-client'
import type { Closable } from './types.js'

/** True: ready. False or a throw: not ready; the error's message is told to whoever asks. */
export type ReadinessCheck = () => boolean | Promise<boolean>

export interface Health {
  /** Adds a check to /readyz. Checks must be cheap: they run at each request, for at most two seconds. */
  readiness(name: string, check: ReadinessCheck): void
}

export interface FailingCheck {
  name: string
  reason: string
}

export interface HealthServer extends Health, Closable {
  readonly port: number
  /** Ready as soon as every check passes. Before that /readyz says `starting`. */
  started(): void
  /** From now on /readyz answers 503, whatever the checks say. */
  drain(): void
  failing(): Promise<FailingCheck[]>
}

const checkLimitMs = 2_000

/** Serves /livez, /readyz and /metrics on one port. */
export async function startHealth(options: { port: number; host: string }): Promise<HealthServer> {
  collectOnce()
  const checks = new Map<string, ReadinessCheck>()
  let phase: 'starting' | 'up' | 'stopping' = 'starting'
  const failing = async () => {
    if (phase !== 'up') return [{ name: 'service', reason: phase }]
    const results = await Promise.all([...checks].map(([name, check]) => runCheck(name, check)))
    return results.filter((result) => result !== undefined)
  }
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      answer(request.url ?? '/', response, failing).catch(() => response.destroy())
    } else json(response, 405, { status: 'method not allowed' })
  })
  await listen(server, options)
  return {
    port: (server.address() as AddressInfo).port,
    readiness: (name, check) => void checks.set(name, check),
    started: () => void (phase = phase === 'starting' ? 'up' : phase),
    drain: () => void (phase = 'stopping'),
    failing,
    close: () => closeServer(server),
  }
}

async function answer(url: string, response: ServerResponse, failing: () => Promise<FailingCheck[]>) {
  const path = url.split('?')[0]
  if (path === '/livez') return json(response, 200, { status: 'alive' })
  if (path === '/readyz') {
    const list = await failing()
    return list.length === 0
      ? json(response, 200, { status: 'ready' })
      : json(response, 503, { status: 'not ready', failing: list })
  }
  if (path === '/metrics') {
    const text = await register.metrics()
    response.writeHead(200, { 'content-type': register.contentType }).end(text)
    return
  }
  json(response, 404, { status: 'not found' })
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function runCheck(name: string, check: ReadinessCheck): Promise<FailingCheck | undefined> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${checkLimitMs} ms`)), checkLimitMs)
  })
  try {
    const ready = await Promise.race([Promise.resolve().then(check), limit])
    return ready ? undefined : { name, reason: 'not ready' }
  } catch (error) {
    return { name, reason: error instanceof Error ? error.message : String(error) }
  } finally {
    clearTimeout(timer)
  }
}

let collecting = false
function collectOnce(): void {
  if (!collecting) collectDefaultMetrics()
  collecting = true
}

const listen = (server: Server, options: { port: number; host: string }) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const closeServer = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve())
    // a scrape that takes its time holds up nobody's shutdown
    server.closeAllConnections()
  })
