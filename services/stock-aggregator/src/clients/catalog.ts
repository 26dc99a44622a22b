import { catalog } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { CatalogLinks } from '../handlers/ports.js'

/** Which variants take whose stock, asked of the only owner, catalog-sync. */
export function createCatalogClient(address: string): { links: CatalogLinks } & Closable {
  const client = connectGrpc(catalog.LinksService, address)
  const links: CatalogLinks = {
    async resolve(connection, assortmentIds, bounds) {
      const reply = await client.resolve({ connection, assortmentIds, insalesVariantIds: [] }, bounds)
      return reply.links.flatMap(({ assortment, insalesVariantId, firstVariant }) =>
        assortment && firstVariant ? [{ assortmentId: assortment.id, insalesVariantId }] : [],
      )
    },
  }
  return { links, close: () => client.close() }
}
