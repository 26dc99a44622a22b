const second = 1_000
const minute = 60_000

/** Steps towards our own broker are short; a shop that is down is not asked as often as that. */
const delays = {
  broker: [second, 5 * second, 15 * second, minute, 5 * minute],
  shop: [minute, 5 * minute, 15 * minute, 60 * minute],
}

/** How long a duty waits after attempt `attempt` failed; at least as long as was asked for. Milliseconds. */
export const pickBackoff = (towards: keyof typeof delays, attempt: number, retryAfterMs = 0): number =>
  Math.max(retryAfterMs, delays[towards][Math.min(attempt, delays[towards].length) - 1] ?? minute)
