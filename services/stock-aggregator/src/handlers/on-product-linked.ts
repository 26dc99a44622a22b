import { CatalogProductLinked, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Touch } from '@skladbridge/reconciler'
import { kinds, type StockLinkOwn } from './ports.js'

/** A product is linked now: the shop learns its stock at once, not at the next full run. */
export const onProductLinked = (ports: { touch(touches: Touch<StockLinkOwn>[]): Promise<void> }) =>
  defineHandler({
    name: 'on-product-linked',
    event: CatalogProductLinked,
    prefetch: 50,
    async handle({ accountId, shopId, data }: EventOf<typeof CatalogProductLinked>) {
      if (shopId === undefined) return
      await ports.touch([{ connection: { accountId, shopId }, kind: kinds.item, key: data.assortmentId }])
    },
  })
