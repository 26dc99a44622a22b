import type { SandboxClock } from './types.js'

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** A clock that starts at the present moment (or `start`) and runs `speed` times as fast as real time. */
export function createClock(speed = 1, start: Date = new Date()): SandboxClock & { stop(): void } {
  let pace = checkedSpeed(speed)
  let anchor = { real: performance.now(), sandbox: start.getTime() }
  // sleepers are woken when the pace changes, and reckon anew how long they have to sleep
  const wakers = new Set<() => void>()
  const stopped = new AbortController()
  const nowMs = () => anchor.sandbox + (performance.now() - anchor.real) * pace
  const wakeAll = () => [...wakers].forEach((wake) => wake())

  async function sleep(ms: number, signal?: AbortSignal) {
    const until = nowMs() + ms
    while (nowMs() < until && !signal?.aborted && !stopped.signal.aborted) {
      await nap(Math.min((until - nowMs()) / pace, LONGEST_TIMER_MS), wakers, signal)
    }
  }

  return {
    now: () => new Date(nowMs()),
    sleep,
    get speed() {
      return pace
    },
    set speed(next: number) {
      const now = nowMs()
      pace = checkedSpeed(next)
      anchor = { real: performance.now(), sandbox: now }
      wakeAll()
    },
    stop() {
      stopped.abort()
      wakeAll()
    },
  }
}

function nap(realMs: number, wakers: Set<() => void>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      wakers.delete(wake)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    // rounded up: a timer that fires early would make the sleeper spin
    const timer = setTimeout(wake, Math.ceil(realMs))
    wakers.add(wake)
    signal?.addEventListener('abort', wake)
  })
}

function checkedSpeed(speed: number): number {
  if (!Number.isFinite(speed) || speed <= 0) throw new RangeError(`clock speed must be above 0, not ${speed}`)
  return speed
}

/**
 * A deadline of sandbox time in real milliseconds, but never under `shortest`: whoever has to answer runs on a
 * machine that is no faster than before.
 */
export function realDeadlineMs(clock: SandboxClock, ms: number, shortest: number): number {
  return Math.ceil(Math.max(ms / clock.speed, Math.min(shortest, ms)))
}
