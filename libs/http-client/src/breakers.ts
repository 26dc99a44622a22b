import { EventEmitter } from 'node:events'
import type { AppError } from '@skladbridge/errors'
import { LRUCache } from 'lru-cache'
import CircuitBreaker from 'opossum'
import { httpErrors } from './errors.js'
import { breakersOpen } from './metrics.js'

export interface BreakerOptions {
  /** Opens when so many of a hundred requests within the window failed. Default 50. */
  errorPercentage?: number
  /** …and there were at least so many. Default 5. */
  minimumRequests?: number
  /** How long it stays open before one request may try. Default 10 s. */
  openMs?: number
  /** Default 30 s. */
  windowMs?: number
  /** How many accounts are remembered; the least recently used is forgotten, closed. Default 2000. */
  maxAccounts?: number
}

type Work = () => Promise<unknown>
interface Entry {
  breaker: CircuitBreaker<[Work], unknown>
  openedAt: number
}

const BUCKETS = 6

/** One breaker per account, so that one account's trouble stops nobody else. Counts only what `isFailure` says. */
export class Breakers {
  readonly #entries: LRUCache<string, Entry>
  readonly #openMs: number
  readonly #windowMs: number
  // one clock for all windows instead of a timer per account
  readonly #rotation = new EventEmitter().setMaxListeners(0)
  readonly #rotating: NodeJS.Timeout

  constructor(
    readonly upstream: string,
    readonly isFailure: (thrown: unknown) => boolean,
    readonly options: BreakerOptions = {},
  ) {
    this.#openMs = options.openMs ?? 10_000
    this.#windowMs = options.windowMs ?? 30_000
    this.#rotating = setInterval(() => this.#rotation.emit('rotate'), this.#windowMs / BUCKETS).unref()
    this.#entries = new LRUCache<string, Entry>({
      max: options.maxAccounts ?? 2_000,
      dispose: (entry) => this.#forget(entry),
    })
  }

  /** Throws at once when open, before any budget is spent on a request that will not be sent. */
  check(account: string): void {
    const entry = this.#entries.get(account)
    if (entry?.breaker.opened) throw this.#refusal(entry)
  }

  async run<T>(account: string, work: () => Promise<T>): Promise<T> {
    const entry = this.#entries.get(account) ?? this.#create(account)
    try {
      return (await entry.breaker.fire(work)) as T
    } catch (thrown) {
      throw (thrown as { code?: unknown } | undefined)?.code === 'EOPENBREAKER'
        ? this.#refusal(entry)
        : thrown
    }
  }

  close(): void {
    clearInterval(this.#rotating)
    this.#entries.clear()
  }

  #create(account: string): Entry {
    const breaker = new CircuitBreaker<[Work], unknown>((work) => work(), this.#breakerOptions())
    const entry: Entry = { breaker, openedAt: 0 }
    breaker.on('open', () => {
      if (entry.openedAt === 0) breakersOpen.inc({ upstream: this.upstream })
      entry.openedAt = Date.now()
    })
    breaker.on('close', () => this.#closed(entry))
    this.#entries.set(account, entry)
    return entry
  }

  #breakerOptions(): CircuitBreaker.Options<[Work]> {
    return {
      timeout: false,
      errorThresholdPercentage: this.options.errorPercentage ?? 50,
      volumeThreshold: this.options.minimumRequests ?? 5,
      resetTimeout: this.#openMs,
      rollingCountTimeout: this.#windowMs,
      rollingCountBuckets: BUCKETS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: this.#rotation,
      errorFilter: (thrown) => !this.isFailure(thrown),
    }
  }

  #closed(entry: Entry): void {
    if (entry.openedAt !== 0) breakersOpen.dec({ upstream: this.upstream })
    entry.openedAt = 0
  }

  #forget(entry: Entry): void {
    this.#closed(entry)
    entry.breaker.shutdown()
  }

  #refusal({ openedAt }: Entry): AppError {
    const retryAfterMs = Math.max(100, openedAt + this.#openMs - Date.now())
    return httpErrors.HTTP_BREAKER_OPEN({ upstream: this.upstream, effect: 'none' }, { retryAfterMs })
  }
}
