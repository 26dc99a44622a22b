/** How much the time from our spending a unit to the platform's counting it differs, as a part of the window. */
const jitter = 0.1

/**
 * What this replica spent within the last window. A platform that counts over the last N seconds, whichever they are,
 * sees two of our windows meet: this keeps both together within the limit.
 */
export class Recent {
  readonly #keepMs: number
  #spent: { at: number; weight: number }[] = []

  constructor(windowMs: number) {
    this.#keepMs = windowMs * (1 + jitter)
  }

  note(weight: number, now: number): void {
    this.#spent.push({ at: now, weight })
  }

  /** When `weight` more fit under `top`; `now` or earlier: they fit already. */
  freeAt(weight: number, top: number, now: number): number {
    this.#spent = this.#spent.filter(({ at }) => at + this.#keepMs > now)
    let over = this.#spent.reduce((sum, one) => sum + one.weight, 0) + weight - top
    for (const { at, weight: gone } of this.#spent) {
      if (over <= 0) break
      over -= gone
      if (over <= 0) return at + this.#keepMs
    }
    return now
  }

  isEmpty(now: number): boolean {
    return this.#spent.every(({ at }) => at + this.#keepMs <= now)
  }
}
