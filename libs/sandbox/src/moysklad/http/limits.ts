import type { SandboxClock } from '../../core/types.js'
import * as errors from '../errors.js'

/** `_restrictions.md`: 45 units in 3 s per solution or user, 5 requests at once, 20 per account. */
export const windowMs = 3000
export const unitsPerWindow = 45
const atOnce = 5
const atOncePerAccount = 20

export interface Limits {
  /** Counts a request in, or throws 429. Answers with the headers to send and how to count it out again. */
  enter(request: { key: string; accountId: string; weight: number }): {
    headers: Record<string, string>
    leave(): void
  }
}

interface Usage {
  /** When which units were spent, oldest first. */
  spent: { at: number; weight: number }[]
  units: number
}

export function createLimits(clock: SandboxClock, isOn: () => boolean): Limits {
  const usages = new Map<string, Usage>()
  const inside = new Map<string, number>()
  const change = (key: string, by: number) => inside.set(key, (inside.get(key) ?? 0) + by)

  return {
    enter({ key, accountId, weight }) {
      if (!isOn()) return { headers: headersOf(0, 0), leave: () => undefined }
      const usage = usages.get(key) ?? { spent: [], units: 0 }
      usages.set(key, usage)
      const now = clock.now().getTime()
      forgetOld(usage, now)
      if (usage.units + weight > unitsPerWindow)
        throw errors.rateLimited(headersOf(usage.units, waitFor(usage, weight, now)))
      const account = `account ${accountId}`
      const full = (inside.get(key) ?? 0) >= atOnce || (inside.get(account) ?? 0) >= atOncePerAccount
      if (full) throw errors.tooManyAtOnce(headersOf(usage.units, 0))
      usage.spent.push({ at: now, weight })
      usage.units += weight
      change(key, 1)
      change(account, 1)
      return {
        headers: headersOf(usage.units, 0),
        leave: once(() => [key, account].forEach((one) => change(one, -1))),
      }
    },
  }
}

function forgetOld(usage: Usage, now: number): void {
  while (usage.spent[0] && usage.spent[0].at <= now - windowMs) usage.units -= usage.spent.shift()!.weight
}

/** Milliseconds until so much has been forgotten that `weight` fits. */
function waitFor(usage: Usage, weight: number, now: number): number {
  let left = usage.units + weight - unitsPerWindow
  for (const { at, weight: freed } of usage.spent) {
    left -= freed
    if (left <= 0) return Math.max(1, at + windowMs - now)
  }
  return windowMs
}

const headersOf = (used: number, waitMs: number): Record<string, string> => ({
  'X-RateLimit-Limit': String(unitsPerWindow),
  'X-RateLimit-Remaining': String(Math.max(0, unitsPerWindow - used)),
  'X-Lognex-Retry-TimeInterval': String(windowMs),
  'X-Lognex-Reset': String(waitMs),
  'X-Lognex-Retry-After': String(waitMs),
})

/** As if the budget were used up just now. */
export const throttledHeaders = headersOf(unitsPerWindow, windowMs)

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}
