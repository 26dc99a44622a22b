import { MoyskladProductTouched, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Lanes, Touch } from '@skladbridge/reconciler'
import { kinds, type ProductLinkOwn } from './ports.js'

/** MoySklad says that a product may have changed: look at it again in every shop of the account. */
export const onMoyskladProductTouched = (ports: {
  lanes: Pick<Lanes, 'ofAccount'>
  touch(touches: Touch<ProductLinkOwn>[]): Promise<void>
}) =>
  defineHandler({
    name: 'on-moysklad-product-touched',
    event: MoyskladProductTouched,
    prefetch: 50,
    async handle({ accountId, data }: EventOf<typeof MoyskladProductTouched>) {
      const lanes = await ports.lanes.ofAccount(accountId)
      await ports.touch(
        lanes.map(({ shopId }) => ({
          connection: { accountId, shopId },
          kind: kinds.product,
          key: data.assortmentId,
          onInsert: { assortmentKind: data.kind },
        })),
      )
    },
  })
