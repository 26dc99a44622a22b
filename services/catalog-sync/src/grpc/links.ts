import { connectionId } from '@skladbridge/contracts'
import { catalog } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import type { ProductLinks } from '../handlers/ports.js'
import { catalogErrors } from '../errors.js'

/** One question holds a report's chunk or an order's lines, not a catalogue. */
const KEYS_AT_MOST = 1000

/** Which MoySklad assortment is which inSales variant. */
export const linksService = (links: ProductLinks) =>
  grpcService(catalog.LinksService, {
    async resolve({ connection, assortmentIds, insalesVariantIds }) {
      const keys = assortmentIds.length + insalesVariantIds.length
      if (!connection || keys > KEYS_AT_MOST)
        throw catalogErrors.CATALOG_TOO_MANY_KEYS({ keys, most: KEYS_AT_MOST })
      const found = await links.resolve(connectionId(connection), { assortmentIds, insalesVariantIds })
      return {
        links: found.map(({ assortmentId, assortmentKind, ...ids }) => ({
          assortment: { kind: assortmentKind, id: assortmentId },
          // only products without modifications are linked so far: their variant is the first and only one
          firstVariant: true,
          ...ids,
        })),
      }
    },
  })
