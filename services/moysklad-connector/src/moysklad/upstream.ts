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

/** A picture of this size goes through gRPC and into the shop; larger ones are told to the merchant. */
export const mostImageBytes = 10 * megabyte

/**
 * Pictures: `download/<id>` answers 302 to a storage that lives a minute and refuses our Authorization (api/moysklad.md
 * §1.8). Which hosts the storage has is not documented: any public one over TLS, and none of our headers go there. One at
 * a time for an account, so that the API keeps its places.
 */
export function createFilesUpstream({
  baseUrl,
  budget,
  log,
}: Pick<MoyskladUpstreamOptions, 'baseUrl' | 'budget' | 'log'>): Upstream {
  const base = new URL(baseUrl)
  const isDownload = (url: URL) =>
    url.origin === base.origin && url.pathname.startsWith(`${base.pathname.replace(/\/$/, '')}/download/`)
  return createUpstream({
    name: 'MoySklad files',
    ...basics(baseUrl, budget, log),
    allowHost: (url) => url.origin === base.origin || (url.protocol === 'https:' && url.port === ''),
    redirect: (from) => (isDownload(from) ? 'bare' : 'no'),
    headersTimeoutMs: 30_000,
    totalTimeoutMs: 60_000,
    maxBytes: mostImageBytes,
    parallelPerAccount: 1,
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
