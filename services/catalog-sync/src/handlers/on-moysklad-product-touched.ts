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

/** Edits come in bursts: what comes within a moment is read in one request and written in one. */
const GATHER_MS = 1_000

interface Ports {
  now(): Date
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
      const dueAt = new Date(ports.now().getTime() + GATHER_MS)
      const touches = lanes.map(({ shopId }) => touchOf(ports, { accountId, shopId }, data))
      await ports.touch((await Promise.all(touches)).map((touch) => ({ ...touch, dueAt })))
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
