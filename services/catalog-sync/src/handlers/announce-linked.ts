import { CatalogProductLinked } from '@skladbridge/contracts'
import type { Broker } from '@skladbridge/messaging'
import type { AnnounceLinked } from './ports.js'

/** One event for each pair: their stock is sent at once, and orders that waited for one of them can go. */
export const announceLinked =
  (broker: Pick<Broker, 'publishAll'>): AnnounceLinked =>
  (connection, pairs) =>
    broker.publishAll(
      CatalogProductLinked,
      pairs.map(({ assortmentId, insalesProductId, insalesVariantId }) => ({
        ...connection,
        data: { assortmentId, insalesProductId, insalesVariantId },
      })),
    )
