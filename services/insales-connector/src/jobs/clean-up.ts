import { AppError } from '@skladbridge/errors'
import type { Shops } from '../connections/shops.js'
import { ensureWebhooks, ownedBy } from '../insales/webhooks/webhooks.js'
import { webhooksChanged } from '../metrics.js'
import type { ConnectionStore, ShopDuty } from '../ports.js'

/** With the growing delay about a day; then the credentials go, whatever became of the hooks. */
const mostAttempts = 24

/** Removes our hooks from a removed shop and erases its credentials, once the shop has been told. */
export const cleanUp =
  ({ store, shops, publicUrl }: { store: ConnectionStore; shops: Shops; publicUrl: string }): ShopDuty =>
  async ({ record, attempt }, allowance) => {
    if (record.state !== 'removed' || !record.credentials) return undefined
    try {
      const shop = shops.enter(record, allowance)
      const { removed } = await ensureWebhooks(shop, [], ownedBy(publicUrl, record.key))
      webhooksChanged.inc({ change: 'removed' }, removed)
    } catch (error) {
      if (isWorthAnotherTry(error) && attempt < mostAttempts) throw error
    }
    // connected again meanwhile: the hooks that were removed just now are wanted again
    if (!(await store.erase(record.key, record.version))) await store.askFor(record.key, 'webhooks')
    return undefined
  }

/** A password that does not open any more will not open later. */
const isWorthAnotherTry = (error: unknown): boolean =>
  error instanceof AppError && (error.kind === 'unavailable' || error.kind === 'throttled')
