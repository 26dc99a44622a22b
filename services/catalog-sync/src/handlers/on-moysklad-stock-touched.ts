import { MoyskladStockTouched, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Lanes, Touch } from '@skladbridge/reconciler'
import { kinds, type CatalogSettingsStore, type ProductLinkOwn } from './ports.js'

/** Stock moved: where only products with stock are in the shop, some may come and some may go. */
export const onMoyskladStockTouched = (ports: {
  lanes: Pick<Lanes, 'ofAccount'>
  settings: CatalogSettingsStore
  touch(touches: Touch<ProductLinkOwn>[]): Promise<void>
}) =>
  defineHandler({
    name: 'on-moysklad-stock-touched',
    event: MoyskladStockTouched,
    prefetch: 50,
    async handle({ accountId }: EventOf<typeof MoyskladStockTouched>) {
      const lanes = await ports.lanes.ofAccount(accountId)
      const all = await Promise.all(
        lanes.map(async ({ shopId }) => {
          const connection = { accountId, shopId }
          const { settings } = await ports.settings.get(connection)
          const isAsked = settings.syncProducts && settings.filter.onlyWithStock
          return isAsked ? [{ connection, kind: kinds.sweepStock, key: 'all' }] : []
        }),
      )
      if (all.flat().length > 0) await ports.touch(all.flat())
    },
  })
