import type { AccountEnds } from '../handlers/ports.js'
import type { ConnectionStore } from '../ports.js'

const page = 200

/** Again it changes nothing: a removed connection stays removed, an erased one is not there. */
export function createAccountEnds(store: ConnectionStore, wake: () => void): AccountEnds {
  const shopsOf = async (accountId: string) => {
    const all = []
    for (let more = true; more;) {
      const found = await store.list({ accountId, after: all.at(-1)?.key, limit: page })
      all.push(...found)
      more = found.length === page
    }
    return all
  }
  return {
    async removeShops(accountId, connectedBefore) {
      for (const { key, state, connectedAt } of await shopsOf(accountId)) {
        if (state !== 'removed' && connectedAt < connectedBefore) await store.remove(key)
      }
      wake()
    },
    erase: (accountId, removedBefore) => store.forget(accountId, removedBefore),
  }
}
