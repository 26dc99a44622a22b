import { MoyskladStockTouched, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Lanes, Touch } from '@skladbridge/reconciler'
import { kinds, THE_ONE, type StockLinkOwn } from './ports.js'

/** MoySklad says that stock changed: read what changed since the last look, for every shop of the account. */
export const onMoyskladStockTouched = (ports: {
  lanes: Pick<Lanes, 'ofAccount'>
  touch(touches: Touch<StockLinkOwn>[]): Promise<void>
}) =>
  defineHandler({
    name: 'on-moysklad-stock-touched',
    event: MoyskladStockTouched,
    prefetch: 20,
    async handle({ accountId }: EventOf<typeof MoyskladStockTouched>) {
      const lanes = await ports.lanes.ofAccount(accountId)
      await ports.touch(
        lanes.map(({ shopId }) => ({
          connection: { accountId, shopId },
          kind: kinds.changed,
          key: THE_ONE,
        })),
      )
    },
  })
