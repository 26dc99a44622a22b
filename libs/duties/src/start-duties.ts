import { toAppError } from '@skladbridge/errors'
import { withContext, type Logger, type WorkContext } from '@skladbridge/runtime'
import { dutiesTotal } from './metrics.js'
import { pickDelay } from './pick-delay.js'
import type { Claim, Duties, DutyAllowance, DutyStore, DutyWork } from './types.js'

export interface DutiesOptions<Duty extends string, Owner> {
  store: DutyStore<Duty, Owner>
  /** Each duty is looked for in a loop of its own: a slow one holds up no other. */
  work: Record<Duty, DutyWork<Duty, Owner>>
  /** What a duty waits for after its failures in a row; the last step repeats. */
  stepsMs: Record<Duty, readonly number[]>
  /** Whose duty it is: for logs and for what is called and published meanwhile. */
  contextOf(record: Owner): Partial<WorkContext>
  /** How often this process looks for what is due; whoever asks for a duty wakes it besides. */
  everyMs: number
  /** The longest a duty may take. Default 30 s; must end well before the lease of 60 s. */
  workMs?: number
  log: Logger
}

/** Two processes never do one duty at the same time: the work ends before the lease does. */
const leaseMs = 60_000

/**
 * Looks for due duties and does them, until closed. Dies anywhere: the lease runs out, and whoever looks next does the duty
 * again, as attempt n + 1.
 */
export function startDuties<Duty extends string, Owner>(options: DutiesOptions<Duty, Owner>): Duties<Duty> {
  const stop = new AbortController()
  const names = Object.keys(options.work) as Duty[]
  const loops = names.map((duty) => new Loop(options, duty, stop.signal))
  return {
    wake: () => loops.forEach((loop) => loop.wake()),
    async run(duty, id, allowance) {
      const claim = await options.store.claim(duty, leaseMs, id)
      if (claim) await perform(options, claim, allowance)
    },
    async close() {
      stop.abort()
      await Promise.all(loops.map((loop) => loop.ended))
    },
  }
}

class Loop<Duty extends string, Owner> {
  readonly ended: Promise<void>
  #woken = false
  #ring = () => undefined as void

  constructor(
    readonly options: DutiesOptions<Duty, Owner>,
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
    const { store, workMs = 30_000 } = this.options
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

/** Never throws: the duty stays with its document and comes up again when its lease ends. */
async function perform<Duty extends string, Owner>(
  { store, work, stepsMs, contextOf, log }: DutiesOptions<Duty, Owner>,
  claim: Claim<Duty, Owner>,
  allowance: DutyAllowance,
): Promise<void> {
  const { duty, attempt, record } = claim
  await withContext(contextOf(record), async () => {
    try {
      const again = await work[duty](claim, allowance)
      await store.settle(claim, again && { ...again, attempt: 0 })
      dutiesTotal.inc({ duty, outcome: 'done' })
    } catch (thrown) {
      const err = toAppError(thrown)
      dutiesTotal.inc({ duty, outcome: err.kind })
      log[err.kind === 'bug' ? 'error' : 'info']({ err, duty, attempt }, 'duty failed, will be tried again')
      const inMs = pickDelay(stepsMs[duty], attempt, err.retryAfterMs)
      await store.settle(claim, { inMs, attempt }).catch(() => undefined)
    }
  })
}
