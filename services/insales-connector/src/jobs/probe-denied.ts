import type { Logger } from '@skladbridge/runtime'
import { AppError } from '@skladbridge/errors'
import { z } from 'zod'
import type { Shops } from '../connections/shops.js'
import { pickProbePath } from '../domain/pick-probe-path.js'
import { insalesErrors, side } from '../errors.js'
import { getAccount } from '../insales/account/account.js'
import type { Allowance } from '../insales/shop.js'
import type { ConnectionStore, ShopDuty, ShopRecord } from '../ports.js'

export interface ProbeDeniedDeps {
  store: ConnectionStore
  shops: Shops
  probeEveryMs: number
  log: Logger
  /** A mended connection has its state to announce. */
  wake(): void
}

/** Asks a shop that denied us, now and then, whether it lets us in again: a tariff is paid, a right is given back. */
export const probeDenied =
  ({ store, shops, probeEveryMs, log, wake }: ProbeDeniedDeps): ShopDuty =>
  async ({ record }, allowance) => {
    if (record.state !== 'denied') return undefined
    try {
      await look(shops, record, allowance)
    } catch (error) {
      if (error instanceof AppError) return { inMs: Math.max(probeEveryMs, error.retryAfterMs ?? 0) }
      throw error
    }
    if (await store.mend(record.key, record.version)) {
      log.info('shop lets us in again, connection goes on')
      wake()
    }
    return undefined
  }

async function look(shops: Shops, record: ShopRecord, allowance: Allowance): Promise<void> {
  const shop = shops.enter(record, allowance)
  const account = await getAccount(shop)
  if (account.blocked) throw insalesErrors.INSALES_SHOP_BLOCKED({ host: record.host, side })
  const path = pickProbePath(record.denial?.path ?? '')
  await shop.read({ operation: 'probe', about: 'проверка доступа', path }, z.unknown())
}
