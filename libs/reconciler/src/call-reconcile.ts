import { toAppError, type AppError } from '@skladbridge/errors'
import { isLeaseLost, reconcilerErrors } from './errors.js'
import type { Lease } from './lease.js'
import type { KindOptions, LinkFields, Outcome, Turn } from './types.js'

/** How one call of `reconcile` ended. */
export type Answer =
  | { kind: 'outcomes'; outcomes: Map<string, Outcome> }
  | { kind: 'thrown'; error: AppError }
  /** The lease is gone, or the service stops and the work was cut short: nothing is known and nothing is remembered. */
  | { kind: 'cut' }
  /** As `cut`, and it is still running: the lane must not be given away before the lease ends. */
  | { kind: 'hangs' }

const graceMs = 1_000

/** Calls `reconcile`; does not wait for it longer than the lease lasts. */
export async function callReconcile(
  options: KindOptions,
  links: LinkFields[],
  turn: Turn,
  lease: Lease,
): Promise<Answer> {
  const work = Promise.resolve()
    .then(() => options.reconcile(links, turn))
    .then(
      (outcomes): Answer => ({ kind: 'outcomes', outcomes }),
      (thrown: unknown): Answer =>
        isLeaseLost(thrown) || turn.signal.aborted
          ? { kind: 'cut' }
          : { kind: 'thrown', error: toAppError(thrown) },
    )
  const timers = new AbortController()
  const answer = await Promise.race([work, hanging(lease, timers.signal)])
  timers.abort()
  return answer
}

/** Resolves a moment after the lease's signal, unless the work ended before. */
function hanging(lease: Lease, over: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const start = () => {
      const timer = setTimeout(() => resolve({ kind: 'hangs' }), graceMs)
      over.addEventListener('abort', () => clearTimeout(timer), { once: true })
    }
    if (lease.signal.aborted) start()
    else lease.signal.addEventListener('abort', start, { once: true, signal: over })
  })
}

/** Each link's outcome; a link that `reconcile` told nothing about has failed by a bug. */
export function outcomeOf(link: LinkFields, answer: Answer & { kind: 'outcomes' | 'thrown' }): Outcome {
  if (answer.kind === 'thrown') return { kind: 'failed', error: answer.error }
  return (
    answer.outcomes.get(link._id) ?? {
      kind: 'failed',
      error: reconcilerErrors.RECONCILER_UNANSWERED({ kind: link.kind }),
    }
  )
}

/**
 * Thrown for a whole batch by something that may be about one link of it: then each is tried alone, so that a poisoned one
 * does not take its neighbours down.
 */
export const mayBePoison = (answer: Answer): boolean =>
  answer.kind === 'thrown' &&
  (answer.error.kind === 'invalid' ||
    answer.error.kind === 'missing' ||
    answer.error.kind === 'conflict' ||
    answer.error.kind === 'bug')
