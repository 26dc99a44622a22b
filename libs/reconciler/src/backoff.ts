/** How long a link or a lane waits after its nth failure in a row (ARCHITECTURE.md, «Failures»). */
export interface Backoff {
  /** Milliseconds; the last one repeats. */
  stepsMs: readonly number[]
  /** ± this share, so that what failed together does not come back together. */
  jitter: number
}

export const defaultBackoff: Backoff = {
  stepsMs: [5_000, 60_000, 300_000, 900_000, 3_600_000],
  jitter: 0.2,
}

/** Milliseconds after failure number `failures` (1 = the first). `random` in [0, 1). */
export function backoffMs(backoff: Backoff, failures: number, random: number): number {
  const last = backoff.stepsMs.length - 1
  const step = backoff.stepsMs[Math.min(Math.max(failures, 1) - 1, last)] ?? 0
  return Math.round(step * (1 + backoff.jitter * (2 * random - 1)))
}

/** The soonest a failed link may be tried again when it is touched: a hot broken link must not hammer. */
export const firstStepMs = (backoff: Backoff): number => backoff.stepsMs[0] ?? 0
