import { catalog } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { CatalogLinks } from '../handlers/ports.js'

/** Which variants take whose stock, asked of the only owner, catalog-sync. */
export function createCatalogClient(address: string): { links: CatalogLinks } & Closable {
  const client = connectGrpc(catalog.LinksService, address)
  const links: CatalogLinks = {
    async resolve(connection, ids, { whole }, bounds) {
      const assortmentIds = [...ids]
      const request = { connection, assortmentIds, insalesVariantIds: [], wholeProducts: whole }
      const reply = await client.resolve(request, bounds)
      return reply.links.flatMap(({ assortment, insalesProductId, insalesVariantId, firstVariant }) =>
        assortment
          ? [
              {
                assortmentId: assortment.id,
                kind: assortment.kind,
                insalesProductId,
                insalesVariantId,
                first: firstVariant,
              },
            ]
          : [],
      )
    },
  }
  return { links, close: () => client.close() }
}
