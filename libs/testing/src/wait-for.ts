import { setTimeout as pause } from 'node:timers/promises'

export interface WaitOptions {
  /** Default 20 s. */
  timeoutMs?: number
  /** Default 20 ms. */
  everyMs?: number
  /** Said when it does not come about: `waitFor(…, { what: 'the order in MoySklad' })`. */
  what: string
}

/** Asks until the condition is truthy and returns that value. A throw counts as «not yet»; the last one is the cause. */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitOptions,
): Promise<NonNullable<T>> {
  const { timeoutMs = 20_000, everyMs = 20, what } = options
  const until = performance.now() + timeoutMs
  let cause: unknown
  do {
    try {
      const value = await condition()
      if (value) return value
      cause = undefined
    } catch (error) {
      cause = error
    }
    await pause(everyMs)
  } while (performance.now() < until)
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause })
}
