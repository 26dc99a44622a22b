import type { AppError } from '@skladbridge/errors'
import type { RetryDelay } from './tuning.js'

export type Verdict = { to: 'dead' } | { to: 'retry'; delay: RetryDelay }

export interface RetryPolicy {
  retryDelays: readonly RetryDelay[]
  maxRetries: number
}

/**
 * Where a message goes whose handler failed for the `failures`th time. `invalid` and `missing` will not be better next
 * time: dead. A bug gets each delay once. The rest waits for something outside to be mended, and the last delay repeats.
 */
export function decideVerdict(error: AppError, failures: number, policy: RetryPolicy): Verdict {
  if (error.kind === 'invalid' || error.kind === 'missing') return { to: 'dead' }
  const { retryDelays } = policy
  const limit = error.kind === 'bug' ? Math.min(retryDelays.length, policy.maxRetries) : policy.maxRetries
  if (failures > limit) return { to: 'dead' }
  const delay = pickDelay(retryDelays, failures, error.retryAfterMs ?? 0)
  return delay ? { to: 'retry', delay } : { to: 'dead' }
}

/** The step of this failure, or a later one where the other side asked to wait longer. */
function pickDelay(
  delays: readonly RetryDelay[],
  failures: number,
  atLeastMs: number,
): RetryDelay | undefined {
  const step = Math.min(failures, delays.length) - 1
  return delays.slice(step).find((delay) => delay.ms >= atLeastMs) ?? delays.at(-1)
}
