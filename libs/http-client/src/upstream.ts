import { AppError, toAppError } from '@skladbridge/errors'
import { noteRequests, type Logger } from '@skladbridge/runtime'
import type { Dispatcher } from 'undici'
import { Breakers, type BreakerOptions } from './breakers.js'
import { httpErrors } from './errors.js'
import { Gate } from './gate.js'
import * as metrics from './metrics.js'
import type { Budget, OutsideAnswer, OutsideRequest, Upstream } from './types.js'
import { createAgent, type WireOptions } from './wire/agent.js'
import { exchange, type ExchangeOptions } from './wire/exchange.js'
import { isPublicAddress, literalAddress } from './wire/public-only.js'

/** What an answer's headers say about the budget. */
export interface Throttle {
  /** Nobody asks for this account again before then. */
  pauseMs?: number | undefined
  seen?: { limit: number; used: number; windowEndsInMs?: number } | undefined
}

/** `same`: with method, headers and body. `bare`: a GET without our headers (storage hosts refuse Authorization). */
export type Redirect = 'same' | 'bare' | 'no'

export interface UpstreamOptions extends WireOptions {
  /** For metrics, logs and errors. */
  name: string
  log: Logger
  budget: Budget
  userAgent: string
  /** Called before each request and before each redirect. */
  allowHost(url: URL): boolean
  /** Reads the platform's own headers. */
  readThrottle(answer: Pick<OutsideAnswer, 'status' | 'headers' | 'json'>): Throttle
  /** Default: none is followed, the caller sees the 3xx. */
  redirect?(from: URL, to: URL, status: number, method: string): Redirect
  /** From sending to the whole answer. Default 60 s. */
  totalTimeoutMs?: number
  /** Packed and unpacked. Default 32 MB. */
  maxBytes?: number
  /** The same for an answer that a `sink` takes, so is not held. Default: as `maxBytes`. */
  maxStreamedBytes?: number
  /** Requests of one account at once. Default 4. */
  parallelPerAccount?: number
  /** Requests of one account that may wait for a place. Default 1000. */
  maxWaiting?: number
  /** With less time than this before the deadline a request is not begun. Default 250 ms. */
  leastTimeMs?: number
  breaker?: BreakerOptions
}

const MAX_REDIRECTS = 3
const PAUSE_BY_DEFAULT_MS = 1_000

/** A 5xx: the breaker counts it, the caller gets it as an answer. */
class ServerFailure {
  constructor(readonly answer: OutsideAnswer) {}
}

const isFailure = (thrown: unknown): boolean =>
  thrown instanceof ServerFailure ||
  (thrown instanceof AppError &&
    thrown.kind === 'unavailable' &&
    !['HTTP_ABORTED', 'HTTP_DEADLINE'].includes(thrown.code))

/** See `Upstream` in types.ts. Closing waits for the requests under way. */
export const createUpstream = (options: UpstreamOptions): Upstream => new HttpUpstream(options)

class HttpUpstream implements Upstream {
  readonly #agent: Dispatcher
  readonly #breakers: Breakers
  readonly #gate: Gate
  readonly #underWay = new Set<Promise<OutsideAnswer>>()
  #closing = false

  constructor(readonly options: UpstreamOptions) {
    this.#agent = createAgent(options)
    this.#breakers = new Breakers(options.name, isFailure, options.breaker)
    this.#gate = new Gate({
      upstream: options.name,
      parallel: options.parallelPerAccount ?? 4,
      maxWaiting: options.maxWaiting ?? 1_000,
    })
  }

  async request(wanted: OutsideRequest): Promise<OutsideAnswer> {
    const { name: upstream, log } = this.options
    try {
      if (this.#closing) throw httpErrors.HTTP_ABORTED({ upstream, effect: 'none' })
      const work = this.#inTurn(wanted, allowed(this.options, wanted.url))
      this.#underWay.add(work)
      return await work.finally(() => this.#underWay.delete(work))
    } catch (thrown) {
      if (thrown instanceof ServerFailure) return thrown.answer
      const error = toAppError(thrown)
      log.debug({ upstream, operation: wanted.operation, err: error }, 'outside request failed')
      throw error
    }
  }

  async close(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    await Promise.allSettled(this.#underWay)
    this.#breakers.close()
    await this.#agent.close()
  }

  /** A place first, then the budget: units that are had are spent at once, in the window they were counted in. */
  async #inTurn(wanted: OutsideRequest, url: URL): Promise<OutsideAnswer> {
    timeLeft(this.options, wanted)
    this.#breakers.check(wanted.account)
    const timed = metrics.waitDuration.startTimer({ upstream: this.options.name, priority: wanted.priority })
    const leave = await this.#gate.enter(wanted.account, wanted.priority, wanted.deadline)
    try {
      await this.#spend(wanted)
      timed()
      return await this.#breakers.run(wanted.account, () => this.#send(wanted, url))
    } finally {
      leave()
    }
  }

  #spend({ account, weight, priority, deadline }: OutsideRequest): Promise<void> {
    return this.options.budget.acquire(account, weight ?? 1, priority, deadline)
  }

  async #send(wanted: OutsideRequest, url: URL): Promise<OutsideAnswer> {
    const labels = { upstream: this.options.name, operation: wanted.operation }
    const timed = metrics.requestDuration.startTimer(labels)
    let outcome = 'bug'
    try {
      const answer = await this.#follow(wanted, url)
      outcome = `${Math.floor(answer.status / 100)}xx`
      return this.#judge(wanted, answer)
    } catch (thrown) {
      if (thrown instanceof AppError && outcome === 'bug') outcome = thrown.code
      throw thrown
    } finally {
      timed()
      metrics.requests.inc({ ...labels, outcome })
    }
  }

  async #follow(wanted: OutsideRequest, first: URL): Promise<OutsideAnswer> {
    let url = first
    let bare = false
    for (let hops = 0; ; hops += 1) {
      const wire = this.#wire(wanted, url, bare)
      // a storage host is no part of the platform, so its answers cost no request
      if (!bare) noteRequests(1)
      const answer = await exchange(wire)
      const to = locationOf(answer, url)
      const how = to ? (this.options.redirect?.(url, to, answer.status, wanted.method) ?? 'no') : 'no'
      if (!to || how === 'no' || hops >= MAX_REDIRECTS) return answer
      url = allowed(this.options, to.href)
      bare ||= how === 'bare'
      // a platform's own host counts the second request too
      if (!bare) await this.#spend(wanted)
    }
  }

  #wire(wanted: OutsideRequest, url: URL, bare: boolean): ExchangeOptions {
    const body = bare || wanted.json === undefined ? undefined : JSON.stringify(wanted.json)
    return {
      upstream: this.options.name,
      dispatcher: this.#agent,
      url,
      method: bare ? 'GET' : wanted.method,
      headers: {
        'user-agent': this.options.userAgent,
        'accept-encoding': 'gzip',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bare ? {} : wanted.headers),
      },
      body,
      maxBytes: this.#maxBytes(wanted),
      timeoutMs: timeLeft(this.options, wanted),
      signal: wanted.signal,
      sink: wanted.sink,
    }
  }

  #maxBytes({ sink }: OutsideRequest): number {
    const { maxBytes = 32 * 1024 * 1024, maxStreamedBytes = maxBytes } = this.options
    return sink ? maxStreamedBytes : maxBytes
  }

  #judge({ account }: OutsideRequest, answer: OutsideAnswer): OutsideAnswer {
    const { budget, name: upstream } = this.options
    const { pauseMs, seen } = this.options.readThrottle(answer)
    if (seen) budget.correct(account, seen)
    const retryAfterMs = pauseMs ?? (answer.status === 429 ? PAUSE_BY_DEFAULT_MS : undefined)
    if (retryAfterMs !== undefined) budget.pause(account, retryAfterMs)
    if (answer.status === 429) {
      metrics.throttled.inc({ upstream, by: 'platform' })
      throw httpErrors.HTTP_THROTTLED({ upstream, effect: 'none' }, { retryAfterMs: retryAfterMs ?? 0 })
    }
    if (answer.status >= 500) throw new ServerFailure(answer)
    return answer
  }
}

/** Throws `invalid` when the caller, or the kind of address, says no. */
function allowed({ name: upstream, allowHost, publicOnly }: UpstreamOptions, href: string): URL {
  const refuse = (reason: string) => httpErrors.HTTP_HOST_REFUSED({ upstream, reason, effect: 'none' })
  if (!URL.canParse(href)) throw refuse('not an address')
  const url = new URL(href)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('not http')
  if (url.username || url.password) throw refuse('credentials in the address')
  if (!allowHost(url)) throw refuse('not on the list')
  // a literal address never reaches the look-up
  const literal = literalAddress(url)
  if (publicOnly && literal && !isPublicAddress(literal)) throw refuse('private address')
  return url
}

/** Milliseconds this request may take; throws when it cannot be begun any more. */
function timeLeft(options: UpstreamOptions, { deadline }: OutsideRequest): number {
  const total = options.totalTimeoutMs ?? 60_000
  if (!deadline) return total
  const left = deadline.getTime() - Date.now()
  if (left < (options.leastTimeMs ?? 250)) {
    throw httpErrors.HTTP_DEADLINE({ upstream: options.name, effect: 'none' })
  }
  return Math.min(total, left)
}

function locationOf({ status, headers }: OutsideAnswer, from: URL): URL | undefined {
  const location = headers['location']
  if (status < 300 || status > 399 || !location) return undefined
  try {
    return new URL(location, from)
  } catch {
    return undefined
  }
}
