import {
  connectionId,
  MoyskladProductTouched,
  type ConnectionKey,
  type EventOf,
} from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Lanes, Touch } from '@skladbridge/reconciler'
import { kinds, type Pairs, type ProductLinkOwn } from './ports.js'
import { touchCard } from './touch-cards.js'

interface Ports {
  lanes: Pick<Lanes, 'ofAccount'>
  pairs: Pick<Pairs, 'byAssortments'>
  touch(touches: Touch<ProductLinkOwn>[]): Promise<void>
}

/**
 * MoySklad says that a product may have changed: look at its card again in every shop of the account. A modification that
 * no pair knows is asked for, together with others.
 */
export const onMoyskladProductTouched = (ports: Ports) =>
  defineHandler({
    name: 'on-moysklad-product-touched',
    event: MoyskladProductTouched,
    prefetch: 50,
    async handle({ accountId, data }: EventOf<typeof MoyskladProductTouched>) {
      // services are nothing that a shop sells
      if (data.kind === 'service') return
      const lanes = await ports.lanes.ofAccount(accountId)
      const touches = lanes.map(({ shopId }) => touchOf(ports, { accountId, shopId }, data))
      await ports.touch(await Promise.all(touches))
    },
  })

async function touchOf(
  { pairs }: Ports,
  connection: ConnectionKey,
  { assortmentId, kind }: EventOf<typeof MoyskladProductTouched>['data'],
): Promise<Touch<ProductLinkOwn>> {
  if (kind !== 'variant') return touchCard(connection, assortmentId, kind)
  const [pair] = await pairs.byAssortments(connectionId(connection), [assortmentId])
  return pair ? touchCard(connection, pair.cardId) : { connection, kind: kinds.variant, key: assortmentId }
}
