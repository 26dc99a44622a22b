import type { Logger } from '@skladbridge/runtime'
import { handling } from './metrics.js'

interface Run {
  startedAt: number
  messageId: string
  told: boolean
}

/** The messages a handler is working on: tells of slow ones once, and when the last is over. */
export class Running {
  readonly #runs = new Set<Run>()
  readonly #timer: NodeJS.Timeout
  #onIdle: (() => void)[] = []

  constructor(private readonly options: { handler: string; slowMs: number; log: Logger }) {
    // there from the start: which handlers a service has can be read from its metrics
    handling.set({ handler: options.handler }, 0)
    this.#timer = setInterval(() => this.#tellSlow(), Math.max(10, options.slowMs / 5))
    this.#timer.unref()
  }

  async track<T>(messageId: string, work: () => Promise<T>): Promise<T> {
    const run: Run = { startedAt: Date.now(), messageId, told: false }
    this.#runs.add(run)
    handling.inc({ handler: this.options.handler })
    try {
      return await work()
    } finally {
      this.#runs.delete(run)
      handling.dec({ handler: this.options.handler })
      if (this.#runs.size === 0) for (const resolve of this.#onIdle.splice(0)) resolve()
    }
  }

  get size(): number {
    return this.#runs.size
  }

  async idle(): Promise<void> {
    if (this.#runs.size > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tellSlow(): void {
    const now = Date.now()
    for (const run of this.#runs) {
      if (run.told || now - run.startedAt < this.options.slowMs) continue
      run.told = true
      const { handler, log } = this.options
      log.warn({ handler, messageId: run.messageId, durationMs: now - run.startedAt }, 'handler is slow')
    }
  }
}
