/**
 * Milliseconds that a duty waits after attempt `attempt` (1 is the first) failed: the steps one after the other, then the
 * last one again and again; at least as long as the other side asks for.
 */
export const pickDelay = (stepsMs: readonly number[], attempt: number, retryAfterMs = 0): number =>
  Math.max(retryAfterMs, stepsMs[Math.min(Math.max(attempt, 1), stepsMs.length) - 1] ?? 0)
