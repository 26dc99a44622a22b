import { noFaults } from '../../core/faults.js'
import type { SandboxKit } from '../../core/types.js'

export interface SentHook {
  url: string
  body: Record<string, unknown>
  headers: Record<string, string>
  deadlineMs: number
  attempts: number
}

export interface TestKit extends SandboxKit {
  /** Webhooks that would have gone out. */
  sent: SentHook[]
  /** Lets sandbox time pass; sleepers whose time has come wake up. */
  advance(ms: number): Promise<void>
  /** How many wait for sandbox time to pass. */
  sleeping(): number
  lines: string[]
}

/** A kit whose clock stands still until it is told to go on, and whose webhooks are kept. */
export function createTestKit(start = '2026-04-01T09:00:00.000Z'): TestKit {
  let now = Date.parse(start)
  let serial = 0
  let seed = 42
  const sleepers: { until: number; wake: () => void }[] = []
  const sent: SentHook[] = []
  const lines: string[] = []
  const counts = createCounts()
  return {
    sent,
    lines,
    sleeping: () => sleepers.length,
    clock: {
      now: () => new Date(now),
      sleep: (ms) => new Promise((wake) => sleepers.push({ until: now + ms, wake })),
      speed: 1,
    },
    faults: { ...noFaults },
    counter: counts,
    webhooks: {
      send: (hook) => void sent.push({ headers: {}, ...hook, body: hook.body as Record<string, unknown> }),
      idle: async () => undefined,
      repeatLast: () => false,
    },
    random: () => (seed = (seed * 16807) % 2147483647) / 2147483647,
    uuid: () => `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`,
    log: (line) => void lines.push(line),
    async advance(ms) {
      now += ms
      for (const sleeper of sleepers.splice(0)) {
        if (sleeper.until <= now) sleeper.wake()
        else sleepers.push(sleeper)
      }
      await new Promise((done) => setImmediate(done))
    },
  }
}

function createCounts() {
  let byKind: Record<string, number> = {}
  let byStatus: Record<string, number> = {}
  return {
    count(kind: string, status: number) {
      byKind[kind] = (byKind[kind] ?? 0) + 1
      byStatus[status] = (byStatus[status] ?? 0) + 1
    },
    read: () => ({
      total: Object.values(byKind).reduce((sum, n) => sum + n, 0),
      throttled: byStatus[429] ?? 0,
      byKind,
      byStatus,
    }),
    reset() {
      byKind = {}
      byStatus = {}
    },
  }
}
