import { connectionId } from '@skladbridge/contracts'
import { rotateSecret, type Keyring } from '@skladbridge/runtime'
import type { Marks } from '../connections/marks.js'
import type { Shops } from '../connections/shops.js'
import { wantedWebhooks } from '../domain/decide-webhooks.js'
import { ensureWebhooks, ownedBy } from '../insales/webhooks/webhooks.js'
import { webhooksChanged } from '../metrics.js'
import type { ConnectionStore, ShopDuty, ShopRecord } from '../ports.js'

export interface KeepWebhooksDeps {
  store: ConnectionStore
  shops: Shops
  marks: Marks
  keyring: Keyring
  publicUrl: string
  /** Signs the addresses. */
  webhookKey: string
  checkEveryMs: number
}

/** Makes what hooks are missing, then looks again every day: a shop's people can delete them. */
export const keepWebhooks =
  (deps: KeepWebhooksDeps): ShopDuty =>
  async ({ record }, allowance) => {
    const { store, shops, publicUrl } = deps
    // asked for again when it is mended
    if (record.state !== 'active') return undefined
    const open = await shops.open(record.key, allowance)
    const wanted = wantedWebhooks(publicUrl, deps.webhookKey, record.key)
    const { made, removed } = await ensureWebhooks(open.shop, wanted, ownedBy(publicUrl, record.key))
    webhooksChanged.inc({ change: 'made' }, made)
    webhooksChanged.inc({ change: 'removed' }, removed)
    // a field left by an earlier connection: its marks can be read from now on
    await deps.marks.find(open)
    await rekey(deps, open.record)
    await store.webhooksAreReady(record.key, open.record.version)
    return { inMs: deps.checkEveryMs }
  }

/** A key that was rotated out leaves the database within a day. */
async function rekey(
  { store, keyring }: KeepWebhooksDeps,
  { key, version, credentials }: ShopRecord,
): Promise<void> {
  const rotated = credentials && rotateSecret(keyring, credentials, connectionId(key))
  if (rotated) await store.rekey(key, version, rotated)
}
