import { withContext, type Closable, type Logger } from '@skladbridge/runtime'
import { toAppError } from '@skladbridge/errors'
import { duties as counted } from '../metrics.js'
import { pickBackoff } from '../domain/pick-backoff.js'
import type { Claim, ConnectionStore, Duty } from '../ports.js'
import type { Allowance } from '../insales/shop.js'

/** Does the duty; answers when it is due again, or nothing when it is done with. What it throws is tried again later. */
export type DutyWork = (claim: Claim, allowance: Allowance) => Promise<{ inMs: number } | undefined>

export interface Duties extends Closable {
  /** Look for due work now, not at the next tick. */
  wake(): void
  /** One duty of one connection at once, within the allowance; does nothing where another process has it. */
  run(duty: Duty, key: Claim['record']['key'], allowance: Allowance): Promise<void>
}

export interface DutiesOptions {
  store: ConnectionStore
  work: Record<Duty, DutyWork>
  everyMs: number
  log: Logger
}

/** Ends well before the lease does, so that two processes never do one duty at the same time. */
const leaseMs = 60_000
const workMs = 30_000

export function startDuties(options: DutiesOptions): Duties {
  const stop = new AbortController()
  const loops = (Object.keys(options.work) as Duty[]).map((duty) => startLoop(options, duty, stop.signal))
  return {
    wake: () => loops.forEach((loop) => loop.wake()),
    run: async (duty, key, allowance) => {
      const claim = await options.store.claim(duty, leaseMs, key)
      if (claim) await perform(options, claim, allowance)
    },
    close: async () => {
      stop.abort()
      await Promise.all(loops.map((loop) => loop.ended))
    },
  }
}

function startLoop(
  options: DutiesOptions,
  duty: Duty,
  stop: AbortSignal,
): { wake(): void; ended: Promise<void> } {
  const { store, everyMs, log } = options
  let woken = true
  let ring = () => undefined as void
  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs)
      ring = () => {
        clearTimeout(timer)
        resolve()
      }
      if (woken || stop.aborted) ring()
    })
  const drain = async () => {
    for (let claim = await store.claim(duty, leaseMs); claim; claim = await store.claim(duty, leaseMs)) {
      const deadline = new Date(Date.now() + workMs)
      await perform(options, claim, { priority: 'background', deadline, signal: stop })
      if (stop.aborted) return
    }
  }
  const loop = async () => {
    while (!stop.aborted) {
      woken = false
      await drain().catch((err: unknown) => log.warn({ err, duty }, 'could not look for due duties'))
      await rest()
    }
  }
  stop.addEventListener('abort', () => ring())
  return {
    ended: loop(),
    wake: () => {
      woken = true
      ring()
    },
  }
}

/** Never throws: the duty stays with the connection and comes up again when its lease ends. */
async function perform(
  { store, work, log }: DutiesOptions,
  claim: Claim,
  allowance: Allowance,
): Promise<void> {
  const { duty, attempt, record } = claim
  await withContext(record.key, async () => {
    try {
      const again = await work[duty](claim, allowance)
      await store.settle(claim, again && { ...again, attempt: 0 })
      counted.inc({ duty, outcome: 'done' })
    } catch (thrown) {
      const err = toAppError(thrown)
      counted.inc({ duty, outcome: err.kind })
      log[err.kind === 'bug' ? 'error' : 'info']({ err, duty, attempt }, 'duty failed, will be tried again')
      const inMs = pickBackoff(duty === 'announce' ? 'broker' : 'shop', attempt, err.retryAfterMs)
      await store.settle(claim, { inMs, attempt }).catch(() => undefined)
    }
  })
}
