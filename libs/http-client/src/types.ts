import type { Closable } from '@skladbridge/runtime'

/** `orders` may use the whole budget; `background` leaves a share of it for orders (design §3, «Request budgets»). */
export type RequestPriority = 'orders' | 'background'

export interface OutsideRequest {
  /** Whose budget and breaker: the MoySklad accountId, or the inSales connectionId. */
  account: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute; the host is checked by the caller's `allowHost`. */
  url: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  json?: unknown
  priority: RequestPriority
  /** Units of the budget; 1 unless the platform says otherwise (full stock reports: 5). */
  weight?: number
  /** Waiting for the budget and the request itself must both end before it; else `unavailable`, and nothing is sent late. */
  deadline?: Date | undefined
  signal?: AbortSignal
  /** For metrics: a closed set such as `products.get`. */
  operation: string
  /**
   * Takes the unpacked pieces of a 2xx body as they come; `body` is then empty. For answers too large to hold. What came
   * before a failure has been taken: the caller forgets it when `request` rejects.
   */
  sink?: ((chunk: Buffer) => void | Promise<void>) | undefined
}

export interface OutsideAnswer {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  body: Buffer
  /** The body parsed; undefined when it is empty or not JSON (both platforms sometimes answer HTML). */
  json: unknown
}

/**
 * One outside platform: keep-alive, time-outs, size limits, budget, breaker.
 * Answers for any status that came whole. Throws AppError `unavailable` (no connection, time-out, cut or oversized answer,
 * open breaker; `details.effect` = `none` when the request certainly had no effect, else `unknown`) and `throttled`
 * (429, or a budget that cannot be had before the deadline), both with `retryAfterMs` where known.
 */
export interface Upstream extends Closable {
  request(request: OutsideRequest): Promise<OutsideAnswer>
}

/** A budget of one or of all replicas. */
export interface Budget extends Closable {
  /** Resolves when `weight` units may be spent; rejects `throttled` with `retryAfterMs` when that cannot be before `deadline`. */
  acquire(account: string, weight: number, priority: RequestPriority, deadline?: Date): Promise<void>
  /** What the platform says is left (its response headers win over our own count). */
  correct(account: string, seen: { limit: number; used: number; windowEndsInMs?: number }): void
  /** 429 or 503: nobody spends on this account before then. */
  pause(account: string, ms: number): void
}
