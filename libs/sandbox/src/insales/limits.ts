import type { SandboxKit } from '../core/types.js'

export const REQUESTS_PER_WINDOW = 500
/** What `off` shows: clients that go by the header are not slowed down either. */
const NO_LIMIT = 1_000_000
const WINDOW_MS = 5 * 60_000

export interface Budget {
  /** Counts one request; false when the window is used up. */
  take(): boolean
  /** As in `API-Usage-Limit`. */
  usage(): string
  /**
   * Until the window ends, for `Retry-After`. Real seconds, not those of the sandbox clock: who has to wait
   * waits by his own clock.
   */
  retryAfterSeconds(): number
}

/** One fixed window for each application in each shop; it begins with the first request, and again after its end. */
export function createBudgets(kit: SandboxKit, limits: 'real' | 'off') {
  const windows = new Map<string, { startedAt: number; used: number }>()

  function current(key: string) {
    const now = kit.clock.now().getTime()
    let window = windows.get(key)
    if (!window || now - window.startedAt >= WINDOW_MS) {
      window = { startedAt: now, used: 0 }
      windows.set(key, window)
    }
    return window
  }

  return (login: string, shopId: number): Budget => {
    const key = `${shopId}|${login}`
    return {
      take() {
        const window = current(key)
        if (window.used >= REQUESTS_PER_WINDOW && limits === 'real') return false
        window.used += 1
        return true
      },
      usage() {
        const most = limits === 'real' ? REQUESTS_PER_WINDOW : NO_LIMIT
        return `${Math.min(current(key).used, most)}/${most}`
      },
      retryAfterSeconds() {
        const left = current(key).startedAt + WINDOW_MS - kit.clock.now().getTime()
        return Math.max(1, Math.ceil(left / 1000 / kit.clock.speed))
      },
    }
  }
}
