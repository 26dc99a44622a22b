import { catalog } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { AssortmentRef } from '../domain/types.js'
import type { CatalogLinks } from '../handlers/ports.js'

/** Which product is which, asked of its only owner, catalog-sync. */
export function createCatalogClient(address: string): { links: CatalogLinks } & Closable {
  const client = connectGrpc(catalog.LinksService, address)
  const links: CatalogLinks = {
    async resolve(connection, { variantIds, assortmentIds }, bounds) {
      const byVariant = new Map<string, AssortmentRef>()
      const byAssortment = new Map<string, string>()
      if (variantIds.length + assortmentIds.length === 0) return { byVariant, byAssortment }
      const request = { connection, assortmentIds, insalesVariantIds: variantIds }
      for (const link of (await client.resolve(request, bounds)).links) {
        if (!link.assortment) continue
        byVariant.set(link.insalesVariantId, link.assortment)
        byAssortment.set(link.assortment.id, link.insalesVariantId)
      }
      return { byVariant, byAssortment }
    },
  }
  return { links, close: () => client.close() }
}
