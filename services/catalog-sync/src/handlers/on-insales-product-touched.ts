import { connectionId, InsalesProductTouched, type EventOf } from '@skladbridge/contracts'
import { defineHandler } from '@skladbridge/messaging'
import type { Touch } from '@skladbridge/reconciler'
import { differsInHint } from '../domain/differs-in-hint.js'
import { catalogErrors } from '../errors.js'
import { kinds, type Pairs, type ProductLink, type ProductLinkOwn, type ProductLinks } from './ports.js'

interface Ports {
  links: Pick<ProductLinks, 'ofProducts' | 'askToObserve'>
  pairs: Pick<Pairs, 'ofCards'>
  touch(touches: Touch<ProductLinkOwn>[]): Promise<void>
}

/**
 * A product changed in the shop: by somebody's hand, an order that takes stock, or ourselves. What the webhook shows of it
 * is compared with what we wrote; only if they differ is the shop asked, so that our own echo costs no request. A product
 * that is no card's is not our affair.
 */
export const onInsalesProductTouched = (ports: Ports) =>
  defineHandler({
    name: 'on-insales-product-touched',
    event: InsalesProductTouched,
    prefetch: 50,
    async handle({ accountId, shopId, data }: EventOf<typeof InsalesProductTouched>, { redelivered }) {
      if (shopId === undefined) return
      const connection = { accountId, shopId }
      const lane = connectionId(connection)
      const [link] = await ports.links.ofProducts(lane, [data.productId])
      if (!link) return
      const pairs = (await ports.pairs.ofCards(lane, [link.key])).get(link.key) ?? []
      if (data.shown && !differsInHint(link.written ?? {}, pairs, data.shown)) return
      // the shop may be quicker with its webhook than we with our memory: a moment later it is an echo like any other
      if (data.shown && isAtWork(link) && !redelivered)
        throw catalogErrors.CATALOG_CARD_AT_WORK({ product: data.productId })
      await ports.links.askToObserve(lane, 'product', [link.key])
      await ports.touch([{ connection, kind: kinds.product, key: link.key }])
    },
  })

const isAtWork = ({ dirty, parked }: ProductLink): boolean => dirty && !parked
