import type { AddressInfo } from 'node:net'
import type { SandboxKit } from '../core/types.js'

/** Ids grow by kind over all shops. */
export function createIds(): (kind: string) => number {
  const last = new Map<string, number>()
  return (kind) => {
    // dictionaries share one row of ids, so that a collection's id never happens to be a category's
    const row = kind in firstIds ? kind : 'other'
    const next = (last.get(row) ?? firstIds[row] ?? 1_066_000) + 1
    last.set(row, next)
    return next
  }
}

/** Beyond 2³¹, as some of the shop's own are: who keeps ids in 32 bits finds out here. */
const firstIds: Record<string, number> = {
  product: 408_000_000,
  variant: 2_176_487_000,
  order: 1_434_000_000,
  order_line: 2_168_856_000,
  order_change: 9_122_252_000,
  client: 160_303_000,
  collect: 11_029_225_000,
}

/** Work that goes on after an answer. */
export function createBackground(kit: SandboxKit) {
  const underWay = new Set<Promise<void>>()
  return {
    add(work: Promise<void>) {
      const caught = work.catch((error: unknown) => kit.log(`inSales: ${String(error)}`))
      underWay.add(caught)
      void caught.finally(() => underWay.delete(caught))
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

export function listeningAt(address: AddressInfo | string | null): string {
  return address && typeof address === 'object' ? `http://127.0.0.1:${address.port}` : ''
}
