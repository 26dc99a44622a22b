const minute = 60_000
const delays = [minute, 5 * minute, 15 * minute, 60 * minute]

/** How long a duty waits after attempt `attempt` failed; at least as long as the shop asks for. Milliseconds. */
export const pickBackoff = (attempt: number, retryAfterMs = 0): number =>
  Math.max(retryAfterMs, delays[Math.min(attempt, delays.length) - 1] ?? minute)
