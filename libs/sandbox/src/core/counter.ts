import type { RequestCounter } from './types.js'

/** Status 0 stands for a connection that was cut before the request took effect. */
export function createCounter(): RequestCounter {
  const byKind = new Map<string, number>()
  const byStatus = new Map<string, number>()
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  return {
    count(kind, status) {
      add(byKind, kind)
      add(byStatus, String(status))
    },
    read: () => ({
      total: [...byStatus.values()].reduce((sum, count) => sum + count, 0),
      throttled: byStatus.get('429') ?? 0,
      byKind: Object.fromEntries([...byKind].sort()),
      byStatus: Object.fromEntries([...byStatus].sort()),
    }),
    reset() {
      byKind.clear()
      byStatus.clear()
    },
  }
}
