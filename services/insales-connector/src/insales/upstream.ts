import {
  createUpstream,
  retryAfterMs,
  type Budget,
  type Throttle,
  type Upstream,
} from '@skladbridge/http-client'
import type { Logger } from '@skladbridge/runtime'
import { usageOf } from './usage.js'

/** Own, because some libraries' default names are cut off by the guard before the platform (§1.1). */
const userAgent = 'SkladBridge/1.0'

/** With less left a request is not begun: a write that is cut may still have its effect, after its deadline. */
const leastTimeMs = 1_000

/** Without Retry-After; long enough not to use up the window with asking (the official gem waits 150 s). */
const pauseMs = 60_000

/** `API-Usage-Limit` on every answer; 429, and 503 of older days, say when the window ends (§1.3). */
export function readThrottle({
  status,
  headers,
}: {
  status: number
  headers: Record<string, string>
}): Throttle {
  const wait = retryAfterMs(headers['retry-after'])
  const usage = usageOf(headers)
  const throttled = status === 429 || (status === 503 && wait !== undefined)
  const windowEnds = throttled && wait !== undefined ? { windowEndsInMs: wait } : {}
  return {
    ...(throttled ? { pauseMs: wait ?? pauseMs } : {}),
    ...(usage ? { seen: { ...usage, ...windowEnds } } : {}),
  }
}

/** A password is sent to inSales' own hosts only, and only over TLS. */
export const allowShopHost = (url: URL): boolean =>
  url.protocol === 'https:' && url.port === '' && url.hostname.endsWith('.myinsales.ru')

/** All shops. `baseUrl`: the sandbox, which may be on this machine. */
export function createInsalesUpstream(options: {
  budget: Budget
  baseUrl?: string | undefined
  log: Logger
}): Upstream {
  const { budget, baseUrl, log } = options
  const only = baseUrl === undefined ? undefined : new URL(baseUrl).origin
  return createUpstream({
    name: 'inSales',
    log,
    budget,
    userAgent,
    leastTimeMs,
    readThrottle,
    publicOnly: only === undefined,
    allowHost: only === undefined ? allowShopHost : (url) => url.origin === only,
    // longer than the platform lets a request live (50 s, §1.3) it would be waiting for nothing
    totalTimeoutMs: 55_000,
    headersTimeoutMs: 55_000,
  })
}

/** A picture of this size goes through gRPC and into MoySklad; larger ones are told to the merchant. */
export const mostImageBytes = 10 * 1024 * 1024

/** Files are served beside the API, which counts its requests only. */
const unlimited: Budget = {
  acquire: async () => {},
  correct: () => {},
  pause: () => {},
  close: async () => {},
}

/**
 * Pictures. Which hosts the shop's files have is not documented: any public one over TLS, and none of our headers go there.
 * A few at a time, so that one catalogue does not fill our line.
 */
export function createShopFilesUpstream({
  baseUrl,
  log,
}: {
  baseUrl?: string | undefined
  log: Logger
}): Upstream {
  const only = baseUrl === undefined ? undefined : new URL(baseUrl).hostname
  return createUpstream({
    name: 'inSales files',
    log,
    budget: unlimited,
    userAgent,
    leastTimeMs,
    readThrottle: () => ({}),
    publicOnly: only === undefined,
    allowHost: (url) =>
      only === undefined ? url.protocol === 'https:' && url.port === '' : url.hostname === only,
    redirect: (from, to) => (from.origin === to.origin ? 'bare' : 'no'),
    totalTimeoutMs: 30_000,
    headersTimeoutMs: 15_000,
    maxBytes: mostImageBytes,
    parallelPerAccount: 4,
  })
}
