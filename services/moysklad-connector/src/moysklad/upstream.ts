import { createUpstream, type Budget, type Upstream } from '@skladbridge/http-client'
import type { Logger } from '@skladbridge/runtime'
import { readThrottle } from './throttle.js'

export interface MoyskladUpstreamOptions {
  baseUrl: string
  budget: Budget
  /** Of one account at once. */
  parallel: number
  log: Logger
}

const megabyte = 1024 * 1024

/**
 * The JSON API. A connection idle for 30 s or used 100 times makes MoySklad answer 500 (api/moysklad.md §1.3). 308 leads
 * from an id of the pages to the API's; nothing else is followed.
 */
export function createMoyskladUpstream({
  baseUrl,
  budget,
  parallel,
  log,
}: MoyskladUpstreamOptions): Upstream {
  return createUpstream({
    name: 'MoySklad',
    ...basics(baseUrl, budget, log),
    redirect: (from, to, status) => (status === 308 && from.origin === to.origin ? 'same' : 'no'),
    keepAliveMs: 25_000,
    requestsPerConnection: 90,
    headersTimeoutMs: 60_000,
    totalTimeoutMs: 90_000,
    // the stock report of 200 000 goods in some stores comes in one answer
    maxStreamedBytes: 256 * megabyte,
    parallelPerAccount: parallel,
  })
}

/** MoySklad's side of the vendor API: few requests, no documented limits. */
export function createVendorUpstream(baseUrl: string, budget: Budget, log: Logger): Upstream {
  return createUpstream({
    name: 'MoySklad vendor API',
    ...basics(baseUrl, budget, log),
    headersTimeoutMs: 10_000,
    totalTimeoutMs: 15_000,
    maxBytes: megabyte,
  })
}

/** Only the host of the base address, plain http for the sandbox alone. */
function basics(baseUrl: string, budget: Budget, log: Logger) {
  const base = new URL(baseUrl)
  return {
    log,
    budget,
    userAgent: 'SkladBridge/0.1 (+inSales integration)',
    publicOnly: base.protocol === 'https:',
    allowHost: (url: URL) => url.origin === base.origin,
    readThrottle,
    /** Time for an answer that is worth beginning a request for. */
    leastTimeMs: 1_000,
  }
}
