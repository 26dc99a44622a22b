const longestProbeMs = 6 * 60 * 60_000

/** How long to wait before an account that denied us `denials` times in a row is asked again. */
export const pickProbeDelay = (denials: number, everyMs: number): number =>
  Math.max(everyMs, Math.min(everyMs * 2 ** Math.min(Math.max(denials - 1, 0), 20), longestProbeMs))
