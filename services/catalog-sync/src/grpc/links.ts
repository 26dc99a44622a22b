import { connectionId } from '@skladbridge/contracts'
import { catalog } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import { catalogErrors } from '../errors.js'
import type { Pairs } from '../handlers/ports.js'

/** One question holds a report's chunk or an order's lines, not a catalogue. */
const KEYS_AT_MOST = 1000

/** Which MoySklad assortment is which inSales variant. */
export const linksService = (pairs: Pick<Pairs, 'resolve' | 'ofProducts'>) =>
  grpcService(catalog.LinksService, {
    async resolve({ connection, assortmentIds, insalesVariantIds, wholeProducts }) {
      const keys = assortmentIds.length + insalesVariantIds.length
      if (!connection || keys > KEYS_AT_MOST)
        throw catalogErrors.CATALOG_TOO_MANY_KEYS({ keys, most: KEYS_AT_MOST })
      const lane = connectionId(connection)
      const asked = await pairs.resolve(lane, { assortmentIds, insalesVariantIds })
      const products = [...new Set(asked.map((pair) => pair.insalesProductId))]
      const found = wholeProducts ? await pairs.ofProducts(lane, products) : asked
      return {
        links: found.map(({ assortmentId, kind, first, insalesProductId, insalesVariantId }) => ({
          assortment: { kind, id: assortmentId },
          firstVariant: first,
          insalesProductId,
          insalesVariantId,
        })),
      }
    },
  })
