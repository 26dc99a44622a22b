import type { AppError, ErrorKind } from '@skladbridge/errors'
import { backoffMs, type Backoff } from './backoff.js'
import type { PauseCause } from './types.js'

/** What a failure means for the link, and what it means for the whole lane. */
export interface FailureVerdict {
  /** Failures in a row from now on. */
  attempts: number
  parked: boolean
  /** `keep`: the link stays due; the lane waits instead. */
  againMs: number | 'keep'
  lane:
    { kind: 'goes on' } | { kind: 'rests'; forMs: number } | { kind: 'denied'; cause: 'moysklad' | 'insales' }
}

const conflictsAtOnce = 3
const bugsUntilParked = 5
const throttledWithoutHintMs = 5_000
const goesOn = { kind: 'goes on' } as const

/** Does this failure park its link? `attempts`: failures in a row so far. */
export const isParkedBy = (kind: ErrorKind, attempts: number): boolean =>
  kind === 'invalid' || kind === 'missing' || (kind === 'bug' && attempts + 1 >= bugsUntilParked)

/** Nothing to tell anybody yet: asked to slow down, or someone was first and it is tried again at once. */
export const isPassing = (kind: ErrorKind, attempts: number): boolean =>
  kind === 'throttled' || (kind === 'conflict' && attempts < conflictsAtOnce)

/** The failure table of ARCHITECTURE.md. `attempts`: failures in a row so far. `random` in [0, 1). */
export function decideFailure(
  error: AppError,
  attempts: number,
  backoff: Backoff,
  random: number,
): FailureVerdict {
  const failed = attempts + 1
  const parked = isParkedBy(error.kind, attempts)
  const waits = { attempts: failed, parked, againMs: backoffMs(backoff, failed, random), lane: goesOn }
  switch (error.kind) {
    case 'conflict':
      return isPassing(error.kind, attempts)
        ? { ...waits, againMs: 0 }
        : { ...waits, againMs: backoffMs(backoff, failed - conflictsAtOnce, random) }
    case 'throttled':
      return {
        attempts,
        parked: false,
        againMs: 'keep',
        lane: { kind: 'rests', forMs: error.retryAfterMs ?? throttledWithoutHintMs },
      }
    case 'denied':
      return { attempts, parked: false, againMs: 'keep', lane: { kind: 'denied', cause: deniedBy(error) } }
    case 'invalid':
    case 'missing':
    case 'unavailable':
    case 'bug':
      return waits
  }
}

/** `details.side` names who refuses; MoySklad where nothing does. */
const deniedBy = (error: AppError): Exclude<PauseCause, 'access'> =>
  error.details['side'] === 'insales' ? 'insales' : 'moysklad'
