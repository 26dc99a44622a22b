import { retryAfterMs, type OutsideAnswer, type Throttle } from '@skladbridge/http-client'

/** The headers do not show the limit of parallel requests, and 1073 names no time: others end within this. */
const parallelPauseMs = 300

/**
 * MoySklad's limit headers (api/moysklad.md §1.3): `X-Lognex-Retry-After` and `X-Lognex-Reset` are milliseconds, plain
 * `Retry-After` (front proxies) is seconds. Only 429 and 503 make us wait.
 */
export function readThrottle({ status, headers }: Pick<OutsideAnswer, 'status' | 'headers'>): Throttle {
  const limit = numberOf(headers['x-ratelimit-limit'])
  const remaining = numberOf(headers['x-ratelimit-remaining'])
  const reset = numberOf(headers['x-lognex-reset'])
  const seen =
    limit === undefined || remaining === undefined || limit <= 0
      ? undefined
      : { limit, used: Math.max(0, limit - remaining), ...(reset ? { windowEndsInMs: reset } : {}) }
  return { seen, pauseMs: pauseOf(status, headers, reset) }
}

function pauseOf(
  status: number,
  headers: Record<string, string>,
  reset: number | undefined,
): number | undefined {
  const own = numberOf(headers['x-lognex-retry-after'])
  const plain = retryAfterMs(headers['retry-after'])
  if (status === 503) return own || plain
  if (status !== 429) return undefined
  return own || reset || plain || parallelPauseMs
}

/** Zero and more; undefined when absent or no number. */
function numberOf(value: string | undefined): number | undefined {
  const number = value === undefined || value.trim() === '' ? NaN : Number(value)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}
