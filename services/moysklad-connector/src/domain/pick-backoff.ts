const minute = 60_000
const delays = [minute / 6, minute, 5 * minute, 15 * minute, 60 * minute]

/** How long a duty waits after attempt `attempt` (1 is the first) failed; at least as long as MoySklad asks for. */
export const pickBackoff = (attempt: number, retryAfterMs = 0): number =>
  Math.max(retryAfterMs, delays[Math.min(Math.max(attempt, 1), delays.length) - 1]!)

const longestProbeMs = 6 * 60 * minute

/** How long to wait before an account that denied us `denials` times in a row is asked again. */
export const pickProbeDelay = (denials: number, everyMs: number): number =>
  Math.max(everyMs, Math.min(everyMs * 2 ** Math.min(Math.max(denials - 1, 0), 20), longestProbeMs))
