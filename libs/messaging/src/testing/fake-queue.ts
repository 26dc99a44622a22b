import type { AppError } from '@skladbridge/errors'
import { decodeEvent } from '../envelope.js'
import { failureHeaders, readHistory, readObituary, type Headers, type Obituary } from '../history.js'
import { perform } from '../perform.js'
import type { Handler } from '../types.js'
import { decideVerdict, type RetryPolicy } from '../verdict.js'

interface FakeMessage {
  body: Buffer
  headers: Headers
}

/** One handler's queue in memory: works on `prefetch` messages at once, on none before the caller's turn is over. */
export class FakeQueue {
  readonly dead: Obituary[] = []
  readonly #waiting: FakeMessage[] = []
  readonly #onIdle: (() => void)[] = []
  #running = 0
  #closed = false

  constructor(
    readonly handler: Handler,
    private readonly policy: RetryPolicy & { maxMessageBytes: number },
  ) {}

  put(body: Buffer, headers: Headers = {}): void {
    this.#waiting.push({ body, headers })
    setImmediate(() => this.#next())
  }

  isIdle(): boolean {
    return this.#running === 0 && (this.#closed || this.#waiting.length === 0)
  }

  async idle(): Promise<void> {
    if (!this.isIdle()) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
  }

  /** Waits for what runs; what waits is left alone. */
  async close(): Promise<void> {
    this.#closed = true
    await this.idle()
  }

  #next(): void {
    while (!this.#closed && this.#running < this.handler.prefetch) {
      const message = this.#waiting.shift()
      if (!message) break
      this.#running += 1
      void this.#work(message).finally(() => {
        this.#running -= 1
        this.#next()
      })
    }
    if (this.isIdle()) for (const resolve of this.#onIdle.splice(0)) resolve()
  }

  async #work({ body, headers }: FakeMessage): Promise<void> {
    const decoded = decodeEvent(this.handler.event, body, this.policy.maxMessageBytes)
    if (!decoded.ok) return this.#fail({ body, headers }, decoded.error, '')
    const redelivered = readHistory(headers).failures > 0
    const error = await perform(this.handler, decoded.event, redelivered)
    if (error) this.#fail({ body, headers }, error, decoded.event.id)
  }

  #fail({ body, headers }: FakeMessage, error: AppError, eventId: string): void {
    const history = readHistory(headers)
    const next = failureHeaders(eventId, error, history, new Date())
    const verdict = decideVerdict(error, history.failures + 1, this.policy)
    if (verdict.to === 'dead') this.dead.push(readObituary(next))
    else this.put(body, next)
  }
}
