import { toAppError } from '@skladbridge/errors'
import { withContext, type Closable, type Logger } from '@skladbridge/runtime'
import { pickBackoff } from '../domain/pick-backoff.js'
import { duties as counted } from '../metrics.js'
import type { Allowance } from '../moysklad/api.js'
import type { AccountStore, Claim, Duty } from '../ports.js'

/** Does the duty; answers when it is due again, or nothing when it is done with. What it throws is tried again later. */
export type DutyWork = (claim: Claim, allowance: Allowance) => Promise<{ inMs: number } | undefined>

export interface Duties extends Closable {
  /** Look for due work now, not at the next tick. */
  wake(): void
}

export interface DutiesOptions {
  store: AccountStore
  work: Record<Duty, DutyWork>
  everyMs: number
  log: Logger
}

/** The work ends well before the lease does, so that two processes never do one duty at the same time. */
const leaseMs = 60_000
const workMs = 40_000

/** Looks for due duties, one loop for each kind, until closed. */
export function startDuties(options: DutiesOptions): Duties {
  const stop = new AbortController()
  const loops = (Object.keys(options.work) as Duty[]).map((duty) => new Loop(options, duty, stop.signal))
  return {
    wake: () => loops.forEach((loop) => loop.wake()),
    close: async () => {
      stop.abort()
      await Promise.all(loops.map((loop) => loop.ended))
    },
  }
}

class Loop {
  readonly ended: Promise<void>
  #woken = false
  #ring = () => undefined as void

  constructor(
    readonly options: DutiesOptions,
    readonly duty: Duty,
    readonly stop: AbortSignal,
  ) {
    stop.addEventListener('abort', () => this.#ring())
    this.ended = this.#run()
  }

  wake(): void {
    this.#woken = true
    this.#ring()
  }

  async #run(): Promise<void> {
    const { duty, stop } = this
    while (!stop.aborted) {
      this.#woken = false
      await this.#drain().catch((err: unknown) => {
        this.options.log.warn({ err, duty }, 'could not look for due duties')
      })
      await this.#rest()
    }
  }

  async #drain(): Promise<void> {
    const { store } = this.options
    for (;;) {
      const claim = this.stop.aborted ? undefined : await store.claim(this.duty, leaseMs)
      if (!claim) return
      const deadline = new Date(Date.now() + workMs)
      await perform(this.options, claim, { priority: 'background', deadline, signal: this.stop })
    }
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.everyMs)
      this.#ring = () => {
        clearTimeout(timer)
        resolve()
      }
      if (this.#woken || this.stop.aborted) this.#ring()
    })
  }
}

/** Never throws: the duty stays with the account and comes up again when its lease ends. */
async function perform(
  { store, work, log }: DutiesOptions,
  claim: Claim,
  allowance: Allowance,
): Promise<void> {
  const { duty, attempt, record } = claim
  await withContext({ accountId: record.accountId }, async () => {
    try {
      const again = await work[duty](claim, allowance)
      await store.settle(claim, again && { ...again, attempt: 0 })
      counted.inc({ duty, outcome: 'done' })
    } catch (thrown) {
      const err = toAppError(thrown)
      counted.inc({ duty, outcome: err.kind })
      log[err.kind === 'bug' ? 'error' : 'info']({ err, duty, attempt }, 'duty failed, will be tried again')
      const inMs = pickBackoff(attempt, err.retryAfterMs)
      await store.settle(claim, { inMs, attempt }).catch(() => undefined)
    }
  })
}
